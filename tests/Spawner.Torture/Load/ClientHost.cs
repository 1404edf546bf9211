using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Spawner.Client.Hosting;

namespace Spawner.Torture.Load;

/// <summary>Connects a process to the silos as a client.</summary>
internal static class ClientHost
{
    /// <param name="cluster">A provider of clustering and where it is, with a space between them.</param>
    public static async Task<IHost> ConnectAsync(string cluster)
    {
        var space = cluster.IndexOf(' ', StringComparison.Ordinal);
        var (provider, place) = (cluster[..space], cluster[(space + 1)..]);
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Spawner:Clustering:Provider", provider),
            new(provider == "Sqlite" ? "Spawner:Clustering:SqliteFile" : "Spawner:Clustering:PostgreSqlConnectionString", place),
            new("Logging:LogLevel:Default", "Error"),
        ]);

        // Short enough that outages lead to outcomes that nobody knows.
        builder.AddSpawnerClient(options =>
        {
            options.RequestTimeout = TimeSpan.FromSeconds(10);
            options.BusyTimeout = TimeSpan.FromSeconds(10);
            options.ReconfirmPeriod = TimeSpan.FromSeconds(3);
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
