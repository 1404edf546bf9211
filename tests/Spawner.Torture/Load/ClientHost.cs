using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Spawner.Client.Hosting;

namespace Spawner.Torture.Load;

/// <summary>Connects a process to the silos as a client.</summary>
internal static class ClientHost
{
    // Longer than any fault lasts.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Connects, and starts over where the silos cannot be found while the database is away, as whatever runs a program does.</summary>
    /// <param name="cluster">A provider of clustering and where it is, with a space between them.</param>
    public static async Task<IHost> ConnectAsync(string cluster)
    {
        var begun = Wall.Clock.GetTimestamp();
        while (true)
        {
            var host = Build(cluster);
            try
            {
                await host.StartAsync();
                return host;
            }
            catch (ClusterUnavailableException) when (Wall.Clock.GetElapsedTime(begun) < Patience)
            {
                host.Dispose();
            }
        }
    }

    private static IHost Build(string cluster)
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
        return builder.Build();
    }
}
