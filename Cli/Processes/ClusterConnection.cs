using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spawner.Client;
using Spawner.Client.Hosting;

namespace Spawner.Cli.Processes;

/// <summary>The client library, connected to a cluster of this machine for as long as this object lives.</summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterConnection(IHost host) => _host = host;

    public ISpawnerClient Client => _host.Services.GetRequiredService<ISpawnerClient>();

    /// <summary>Connects to the silos of a cluster, and goes on through another when one dies.</summary>
    public static async Task<ClusterConnection> OpenAsync(Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddSpawnerClient();
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new ClusterConnection(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
