using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.TestingHost;
using Spawner.Client.Hosting;
using Spawner.Grains.Hosting;
using Spawner.Storage.Hosting;
using Spawner.Tests;

namespace Spawner.Client.PostgreSql.Tests;

/// <summary>Two silos in this process, and a database that they share with a program.</summary>
public sealed class DurableCluster(PostgreSqlServer server) : IAsyncLifetime
{
    public static readonly TaskKind<int, int> Doubling = new("test.double", durable: true);

    public static readonly TaskKind<int, int> Volatile = new("test.volatile");

    private InProcessTestCluster? _cluster;
    private NpgsqlDataSource? _database;

    public ISpawnerClient Client => _cluster!.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

    public NpgsqlDataSource Database => _database!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await server.CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(connectionString);
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => silo
            .UseSpawnerStorage(new TaskStoreOptions { Provider = StorageProvider.PostgreSql, PostgreSqlConnectionString = connectionString })
            .UseSpawner(tasks => tasks
                .AddTask(Doubling, (number, _, _) => Task.FromResult(2 * number))
                .AddTask(Volatile, (number, _, _) => Task.FromResult(number))));
        builder.ConfigureClient(client => client.Services.AddSpawnerClient());
        _cluster = builder.Build();
        await _cluster.DeployAsync(Cancel);
        await using var command = _database.CreateCommand("CREATE TABLE orders (number integer PRIMARY KEY)");
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
