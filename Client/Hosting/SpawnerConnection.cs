using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spawner.Clustering;

namespace Spawner.Client.Hosting;

/// <summary>A client for programs without a host: connected as long as it is not disposed of.</summary>
public sealed class SpawnerConnection : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private SpawnerConnection(ServiceProvider services) => _services = services;

    /// <summary>The client.</summary>
    public ISpawnerClient Client => _services.GetRequiredService<ISpawnerClient>();

    /// <summary>Connects to a cluster.</summary>
    /// <param name="clustering">The same settings as the silos'.</param>
    /// <param name="options">Settings of the client; by default the defaults.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="OptionsValidationException">A setting is not accepted; every problem is listed.</exception>
    /// <exception cref="ClusterUnavailableException">No silo answered within <see cref="SpawnerClientOptions.RequestTimeout"/>.</exception>
    public static async Task<SpawnerConnection> ConnectAsync(
        ClusteringOptions clustering, SpawnerClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clustering);
        options ??= new SpawnerClientOptions();
        if (new SpawnerClientOptionsValidator().Validate(name: null, options) is { Failed: true } invalid)
        {
            throw new OptionsValidationException(nameof(options), typeof(SpawnerClientOptions), invalid.Failures);
        }

        var services = new ServiceCollection();
        services.AddSingleton(Options.Create(options));
        services.AddOrleansClient(client => client.ConnectWithin(clustering));
        services.AddSpawnerClientParts();
        var connection = new SpawnerConnection(services.BuildServiceProvider());
        try
        {
            foreach (var service in connection._services.GetServices<IHostedService>())
            {
                await service.StartAsync(cancellationToken).ConfigureAwait(false);
            }

            return connection;
        }
        catch
        {
            await connection._services.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Disconnects. Tasks go on; their ids find them again.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await _services.DisposeAsync().ConfigureAwait(false);
    }
}
