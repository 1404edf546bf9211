using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Client.Hosting;
using Spawner.Grains.Hosting;
using Spawner.Storage.Hosting;
using Spawner.Tests;

namespace Spawner.Storage.Tests;

/// <summary>Silos in this process that share a database, or SQLite files.</summary>
public sealed class DurableClusterTests(PostgreSqlServer server) : IDisposable
{
    private static readonly TaskKind<int, int> Double = new("test.double", durable: true);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spawner-durable-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(StorageProvider.PostgreSql)]
    [InlineData(StorageProvider.Sqlite)]
    public async Task SpawnManyAsync_OfDurableTasks_WhoseSiloDies_TellsEveryResult(StorageProvider provider)
    {
        var store = new TaskStoreOptions
        {
            Provider = provider,
            SqliteFolder = folder.FullName,
            PostgreSqlConnectionString = provider == StorageProvider.PostgreSql ? await server.CreateDatabaseAsync() : null,
        };
        var builder = new InProcessTestClusterBuilder(3);
        builder.ConfigureSilo((_, silo) => silo
            .UseSpawnerStorage(store)
            .UseSpawner(tasks => tasks.AddTask(Double, async (number, context, cancel) =>
            {
                await context.DelayAsync(TimeSpan.FromMilliseconds(20), cancel);
                return 2 * number;
            })));
        builder.ConfigureClient(client => client.Services.AddSpawnerClient());
        await using var cluster = builder.Build();
        await cluster.DeployAsync(Cancel);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        var started = Stopwatch.GetTimestamp();

        var batch = await client.SpawnManyAsync(Double, Enumerable.Range(0, 2000), options: null, Cancel);
        await cluster.KillSiloAsync(cluster.Silos[1], Cancel);

        var results = await batch.GetResultsAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        TestContext.Current.TestOutputHelper?.WriteLine($"All told after {Stopwatch.GetElapsedTime(started)}");
        Assert.Equal(Enumerable.Range(0, 2000).Select(number => 2 * number), results);
    }
}
