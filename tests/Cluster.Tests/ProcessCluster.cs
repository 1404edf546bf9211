using Spawner.Client;
using Spawner.Client.Hosting;
using Spawner.Clustering;
using Spawner.TestHost;
using Spawner.Tests;

namespace Spawner.Cluster.Tests;

/// <summary>Silo processes over a PostgreSQL database, or SQLite files, of their own, with a client in this process.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    /// <summary>After this time a test has failed, whatever it waits for.</summary>
    private static readonly TimeSpan TestTimeout = TimeSpan.FromMinutes(3);

    private readonly ClusteringOptions _clustering;
    private readonly List<SiloProcess> _silos = [];
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private SpawnerConnection? _connection;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spawner-cluster-");

    private ProcessCluster(string? connectionString)
    {
        _clustering = connectionString is null
            ? new ClusteringOptions { Provider = ClusteringProvider.Sqlite, SqliteFile = Path.Combine(_folder.FullName, "cluster.db") }
            : new ClusteringOptions { Provider = ClusteringProvider.PostgreSql, PostgreSqlConnectionString = connectionString };
        _limit.CancelAfter(TestTimeout);
    }

    /// <summary>Signalled when the test is cancelled or has taken too long.</summary>
    public CancellationToken Cancel => _limit.Token;

    public ISpawnerClient Client => _connection!.Client;

    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>Starts silos, all at once, and waits until each would place tasks on any of them.</summary>
    /// <param name="server">Where the database is made.</param>
    /// <param name="names">Names of the silos; each has two slots.</param>
    public static async Task<ProcessCluster> StartAsync(PostgreSqlServer server, params string[] names) =>
        await StartAsync(new ProcessCluster(await server.CreateDatabaseAsync()), names);

    /// <summary>The same over SQLite files, without a server.</summary>
    /// <param name="names">Names of the silos; each has two slots.</param>
    public static Task<ProcessCluster> StartWithoutServerAsync(params string[] names) => StartAsync(new ProcessCluster(connectionString: null), names);

    private static async Task<ProcessCluster> StartAsync(ProcessCluster cluster, string[] names)
    {
        try
        {
            cluster._silos.AddRange(names.Select(cluster.Launch));
            await Task.WhenAll(cluster._silos.Select(silo => silo.WaitUntilReadyAsync(cluster.Cancel)));
            cluster._connection = await SpawnerConnection.ConnectAsync(cluster._clustering, options: null, cluster.Cancel);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more silo and waits until it takes tasks.</summary>
    public async Task<SiloProcess> AddAsync(string name)
    {
        var silo = Launch(name);
        _silos.Add(silo);
        await silo.WaitUntilReadyAsync(Cancel);
        return silo;
    }

    public SiloProcess Silo(string name) => _silos.Single(silo => silo.Ready.Name == name);

    /// <summary>Spawns tasks that wait until <see cref="OpenAsync"/>, and waits until every one of them runs.</summary>
    /// <returns>Each task with the name of its silo.</returns>
    public async Task<IReadOnlyList<(TaskHandle<string> Task, string Silo)>> HoldAsync(string gate, int count)
    {
        var batch = await Client.SpawnManyAsync(TestKinds.Hold, Enumerable.Repeat(gate, count), cancellationToken: Cancel);
        return await Task.WhenAll(batch.Tasks.Select(async task => (task, (await WhenRunningAsync(task)).SiloName!)));
    }

    /// <summary>Waits until every silo, each asked in turn and three times, would place a task on such grounds.</summary>
    public async Task WhenEverySiloSaysAsync(Func<PlacementExplanation, bool> condition)
    {
        for (var inARow = 0; inARow < 3 * _silos.Count;)
        {
            inARow = condition(await Client.ExplainPlacementAsync(TestKinds.Pause, cancellationToken: Cancel)) ? inARow + 1 : 0;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }
    }

    /// <summary>Lets the waiting tasks go on.</summary>
    public Task<SpawnBatch<bool>> OpenAsync(string gate) => Client.BroadcastAsync(TestKinds.Open, gate, cancellationToken: Cancel);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        _limit.Dispose();
        _folder.Delete(recursive: true);
    }

    private SiloProcess Launch(string name) => SiloProcess.Launch(
        BuiltHost.Find("tests/TestHost", "Spawner.TestHost"),
        [
            new("Spawner:Identity:Name", name),
            new("Spawner:Execution:Slots", "2"),
            new("Spawner:Clustering:Provider", $"{_clustering.Provider}"),
            new("Spawner:Clustering:SqliteFile", _clustering.SqliteFile),
            new("Spawner:Clustering:PostgreSqlConnectionString", _clustering.PostgreSqlConnectionString),
        ]);

    /// <summary>Waits until the task has begun.</summary>
    public async Task<TaskSnapshot> WhenRunningAsync(TaskHandle task)
    {
        await foreach (var snapshot in task.WatchAsync(Cancel))
        {
            if (snapshot.Phase != TaskPhase.Queued)
            {
                return snapshot;
            }
        }

        throw new InvalidOperationException($"The watch of task {task.Id} ended without its end.");
    }
}

/// <summary>Each of these tests runs several silos: one at a time is enough for a small machine.</summary>
[CollectionDefinition(Name)]
public sealed class SiloProcesses
{
    public const string Name = "silo processes";
}
