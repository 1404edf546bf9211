using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Contracts;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Tests of tasks that the store keeps, on silos that share one store, over real sockets; each test has a cluster of its own.</summary>
public abstract class DurableTests
{
    private protected static readonly SpawnOptions Durable = new() { Durable = true };
    private protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private protected StoreGate Store { get; } = new(new MemoryTaskStore(TimeProvider.System));

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A task whose silos die while they run it.</summary>
    private protected async Task LetDieAsync(Guid unique, int times, SiloAddress? home = null)
    {
        home ??= SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1);
        var owner = await DeadSiloAsync(1);
        await Store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(DefinitionOf(unique, home), IsOwned: true)] }, Cancel);
        for (var time = 1; ; time++)
        {
            var run = (await StoredAsync(new TaskId(unique))).Run;
            await Store.CommitAsync(owner, new TaskWrites { Starts = [new TaskStart(unique, run)] }, Cancel);
            await Store.EndLeaseAsync(owner, Cancel);
            if (time == times)
            {
                return;
            }

            var next = await DeadSiloAsync(time + 1);
            await Store.AdoptAsync(next, owner, most: 1, Cancel);
            owner = next;
        }
    }

    /// <summary>A silo that the store knows, and nobody else; it has a lease until that is ended.</summary>
    private protected async Task<OwnerNumber> DeadSiloAsync(int number) => (await Store.RegisterAsync(
        SiloAddress.New(System.Net.IPAddress.Loopback, number, number).ToParsableString(), $"dead {number}", TimeSpan.FromMinutes(5), Cancel)).Number;

    private protected static TaskDefinition DefinitionOf(Guid unique, SiloAddress? home) => new()
    {
        Unique = unique,
        Namespace = "test",
        Submitter = "test",
        Kind = ScriptedTasks.Gate.Name,
        Input = JsonSerializer.SerializeToUtf8Bytes(unique.ToString()),
        Settings = TaskSettings.Of(new TaskTemplate { Kind = ScriptedTasks.Gate.Name }, home?.ToParsableString()).Write(),
    };

    private protected Task<InProcessTestCluster> StartAsync(
        int silos, double slots = 2, TimeSpan? retention = null, Action<IServiceCollection>? services = null) => ClusterFixture.StartAsync(
        silos,
        execution =>
        {
            execution.Slots = slots;
            execution.ResultRetention = retention ?? execution.ResultRetention;
        },
        all =>
        {
            all.AddSingleton<ITaskStore>(Store);
            services?.Invoke(all);
        });

    private protected static ISpawnerClient ClientOf(InProcessTestCluster cluster) => cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

    private protected async Task<StoredTask> StoredAsync(TaskId id) => Assert.IsType<StoredTask>((await Store.FindAsync([id.Unique], Cancel))[0]);

    private protected static Messages.AssignRequest RequestOf(Guid unique, SiloAddress from) => new()
    {
        From = from,
        Namespace = "test",
        Submitter = "test",
        SubmittedAt = TimeProvider.System.GetUtcNow(),
        Tasks = new TaskSpecs(
        [
            new TaskSpec
            {
                Unique = unique,
                Template = new TaskTemplate { Kind = ScriptedTasks.Gate.Name, IsDurable = true },
                Input = JsonSerializer.SerializeToUtf8Bytes(unique.ToString()),
            },
        ]),
        Rules = [PlacementRule.NoCandidate],
    };
}
