using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Contracts;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Silos that share one store, over real sockets, and a client.</summary>
internal sealed class RecordedCluster : IAsyncDisposable
{
    private RecordedCluster(InProcessTestCluster silos, StoreGate store) => (Silos, Store) = (silos, store);

    public InProcessTestCluster Silos { get; }

    public StoreGate Store { get; }

    public ISpawnerClient Client => Silos.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RecordedCluster> StartAsync(int silos, double slots = 2, Action<IServiceCollection>? services = null)
    {
        var store = new StoreGate(new MemoryTaskStore(TimeProvider.System));
        var cluster = await ClusterFixture.StartAsync(
            silos,
            execution => execution.Slots = slots,
            all =>
            {
                all.AddSingleton<ITaskStore>(store);
                services?.Invoke(all);
            });
        return new RecordedCluster(cluster, store);
    }

    public ValueTask DisposeAsync() => Silos.DisposeAsync();

    public Task<SpawnBatch<string>> SpawnAsync(TaskKind<string, string> kind, string input, int count, SpawnOptions? options = null) =>
        Client.SpawnManyAsync(kind, Enumerable.Repeat(input, count), (options ?? new SpawnOptions()) with { Durable = true }, Cancel);

    /// <summary>Spawns tasks, and waits for their ends.</summary>
    public async Task<IReadOnlyList<TaskHandle<string>>> EndAsync(TaskKind<string, string> kind, string input, int count, SpawnOptions? options = null)
    {
        var batch = await SpawnAsync(kind, input, count, options);
        await Task.WhenAll(batch.Tasks.Select(task => task.GetOutcomeAsync(Cancel)));
        return batch.Tasks;
    }

    /// <summary>Puts a task that nobody owns into the store.</summary>
    public async Task<TaskId> PutAsync(TaskKind kind, string? key = null, TimeSpan? delay = null)
    {
        var owner = (await Store.ListOwnersAsync(Cancel))[0].Number;
        var home = Silos.Silos[0].SiloAddress;
        var task = new TaskDefinition
        {
            Unique = Guid.CreateVersion7(),
            Namespace = "default",
            Submitter = "test",
            Kind = kind.Name,
            Key = key is null ? null : new TaskKey(TaskKeys.TextOf(kind: null, key)),
            Input = "\"x\""u8.ToArray(),
            Settings = TaskSettings.Of(new TaskTemplate { Kind = kind.Name }, home.ToParsableString()).Write(),
        };
        await Store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(task, IsOwned: false, delay)] }, Cancel);
        return new TaskId(task.Unique, home);
    }

    public async Task<StoredTask> FindAsync(TaskId id) => Assert.IsType<StoredTask>((await Store.FindAsync([id.Unique], Cancel))[0]);

    public async Task<IReadOnlyList<TaskSnapshot>> ListAsync(Spawner.Client.TaskQuery? query = null) => await Client.ListTasksAsync(query, Cancel).ToListAsync(Cancel);

    public Task UntilAsync(Func<Task<bool>> condition) => Store.UntilAsync(condition, Cancel);
}
