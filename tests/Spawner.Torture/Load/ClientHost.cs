using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Spawner.Client.Hosting;

namespace Spawner.Torture.Load;

/// <summary>Connects a process to the silos as a client.</summary>
internal static class ClientHost
{
    public static async Task<IHost> ConnectAsync(string connectionString)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Spawner:Clustering:Provider", "PostgreSql"),
            new("Spawner:Clustering:PostgreSqlConnectionString", connectionString),
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
