using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Contracts;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>
/// Faults that other systems have had with recorded tasks, one test each. Those that belong to another class have the same trait
/// there: <c>--filter-trait "Peer=*"</c> runs all.
/// </summary>
public sealed class PeerRegressionTests
{
    private const string Peer = nameof(Peer);

    private static readonly SpawnOptions Durable = new() { Durable = true };
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly StoreGate _store = new(new MemoryTaskStore(TimeProvider.System));
    private readonly string _name = Guid.NewGuid().ToString("N");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Script Script => ScriptedTasks.Of(_name);

    [Fact]
    [Trait(Peer, "Quartz: a trigger stays acquired after a crash between two statements")]
    public async Task Recovery_OfATaskWhoseSiloDiedRightAfterItsClaim_RunsIt()
    {
        var dead = await RegisterAsync(1);
        var id = await PutAsync(dead, isOwned: false);
        Assert.Equal(id, Assert.Single((await _store.ClaimAsync(dead, [ScriptedTasks.Gate.Name], 1, Cancel)).Tasks).Definition.Unique);
        await _store.EndLeaseAsync(dead, Cancel);
        Script.Open();

        await using var cluster = await StartAsync(silos: 2);

        await _store.UntilAsync(async () => (await FindAsync(id)).Phase == TaskPhase.Succeeded, Cancel);
        Assert.Single(Script.Contexts);
    }

    [Fact]
    [Trait(Peer, "Quartz: the scheduler stands still after the clock goes back")]
    public async Task StartAfter_WhenTheClockGoesBackAnHour_IsAsLongAsBefore()
    {
        var clock = new SteppedClock();
        await using var cluster = await StartAsync(silos: 1, services => services.AddSingleton<TimeProvider>(clock));
        var options = new SpawnOptions { StartAfter = TimeSpan.FromMilliseconds(500), Retry = new RetryPolicy { MaximumAttempts = 2, Delay = TimeSpan.FromMilliseconds(300) } };
        Script.Plan = (context, _) => context.Attempt == 1 ? throw new InvalidOperationException("Once more, please.") : Task.FromResult("done");
        var volatileTask = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, options, Cancel);
        var durableTask = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, options with { Durable = true }, Cancel);

        clock.GoBack(TimeSpan.FromHours(1));

        Assert.Equal(["done", "done"], await Task.WhenAll(volatileTask.GetResultAsync(Cancel), durableTask.GetResultAsync(Cancel)).WaitAsync(Limit, Cancel));
    }

    [Fact]
    [Trait(Peer, "Quartz: tasks of a node that is slow and lives are recovered, and run twice")]
    public async Task Recovery_WhileTheStoreIsSlowForOneSilo_LeavesItsTasksAlone()
    {
        await using var cluster = await StartAsync(silos: 2, Lease(TimeSpan.FromSeconds(4)));
        var batch = await ClientOf(cluster).SpawnManyAsync(ScriptedTasks.Gate, Enumerable.Repeat(_name, 4), Durable, Cancel);
        await Script.StartedAsync(4);

        // Their ends are not written while each silo looks for lost tasks several times over.
        _store.Hold();
        Script.Open();
        var looks = _store.Looks;
        await _store.UntilAsync(() => _store.Looks >= looks + 12, Cancel);
        _store.Release();

        Assert.Equal(4, (await batch.GetResultsAsync(Cancel).WaitAsync(Limit, Cancel)).Length);
        Assert.Equal(4, Script.Contexts.Count);
        Assert.All(await _store.FindAsync([.. batch.Tasks.Select(task => task.Id.Unique)], Cancel), task => Assert.Equal((1, 0), (task!.Run, task.Losses)));
    }

    [Fact]
    [Trait(Peer, "Hangfire: a job runs again at the invisibility timeout while it is alive")]
    public async Task Recovery_OfATaskThatRunsForLongerThanTheLease_LeavesItAlone()
    {
        await using var cluster = await StartAsync(silos: 2, Lease(TimeSpan.FromSeconds(4)));
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, _name, Durable, Cancel);
        await Script.StartedAsync();

        // Two silos look once a second each: so it runs for longer than its lease was at first.
        var looks = _store.Looks;
        await _store.UntilAsync(() => _store.Looks >= looks + 12, Cancel);
        Script.Open();

        Assert.Equal("opened", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Single(Script.Contexts);
        Assert.Equal((1, 0), ((await FindAsync(task.Id.Unique)).Run, (await FindAsync(task.Id.Unique)).Losses));
    }

    [Fact]
    [Trait(Peer, "River: a rescuer's page full of long jobs starves the others")]
    public async Task Recovery_BesideAThousandLongTasksOfALivingSilo_FindsThoseOfTheDeadOne()
    {
        const int Long = 1000;
        var (living, dead) = (await RegisterAsync(1), await RegisterAsync(2));
        for (var i = 0; i < Long; i++)
        {
            var unique = await PutAsync(living, isOwned: true);
            await _store.CommitAsync(living, new TaskWrites { Starts = [new TaskStart(unique, 1)] }, Cancel);
        }

        var lost = await PutAsync(dead, isOwned: true);
        await _store.EndLeaseAsync(dead, Cancel);
        Script.Open();

        await using var cluster = await StartAsync(silos: 1);

        await _store.UntilAsync(async () => (await FindAsync(lost)).Phase == TaskPhase.Succeeded, Cancel);
        Assert.Single(Script.Contexts);
        Assert.Equal(Long, (await _store.ListOwnedAsync(living, Guid.Empty, Long, Cancel)).Length);
    }

    [Fact]
    [Trait(Peer, "River: a cancellation is dropped when the one who runs the job cannot be told")]
    public async Task CancelAsync_WhenTheOwnerCannotBeTold_IsObeyedByWhoeverTakesItOver()
    {
        var away = await RegisterAsync(1);
        var id = await PutAsync(away, isOwned: true);
        await using var cluster = await StartAsync(silos: 2);

        await ClientOf(cluster).GetTask(new TaskId(id)).CancelAsync(Cancel);
        Assert.False((await FindAsync(id)).Phase.IsTerminal());
        await _store.EndLeaseAsync(away, Cancel);

        await _store.UntilAsync(async () => (await FindAsync(id)).Phase.IsTerminal(), Cancel);
        Assert.Equal(TaskPhase.Cancelled, (await FindAsync(id)).Phase);
        Assert.Empty(Script.Contexts);
    }

    private static Action<IServiceCollection> Lease(TimeSpan length) => services => services.Configure<DurabilityOptions>(durability => durability.Lease = length);

    /// <summary>A silo that the store knows, and nobody else.</summary>
    private async Task<OwnerNumber> RegisterAsync(int number) => (await _store.RegisterAsync(
        SiloAddress.New(System.Net.IPAddress.Loopback, number, number).ToParsableString(), $"silo {number}", TimeSpan.FromMinutes(5), Cancel)).Number;

    private async Task<Guid> PutAsync(OwnerNumber owner, bool isOwned)
    {
        var task = new TaskDefinition
        {
            Unique = Guid.CreateVersion7(),
            Namespace = "default",
            Submitter = "test",
            Kind = ScriptedTasks.Gate.Name,
            Input = JsonSerializer.SerializeToUtf8Bytes(_name),
            Settings = TaskSettings.Of(new TaskTemplate { Kind = ScriptedTasks.Gate.Name }, home: null).Write(),
        };
        await _store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(task, isOwned)] }, Cancel);
        return task.Unique;
    }

    private async Task<StoredTask> FindAsync(Guid unique) => Assert.IsType<StoredTask>((await _store.FindAsync([unique], Cancel))[0]);

    private Task<InProcessTestCluster> StartAsync(int silos, Action<IServiceCollection>? services = null) => ClusterFixture.StartAsync(
        silos,
        execution => execution.Slots = 4,
        all =>
        {
            all.AddSingleton<ITaskStore>(_store);
            services?.Invoke(all);
        });

    private static ISpawnerClient ClientOf(InProcessTestCluster cluster) => cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

    /// <summary>The machine's clock, which somebody sets back; what measures spans of time goes on.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long _behind;

        public void GoBack(TimeSpan time) => Interlocked.Add(ref _behind, time.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - TimeSpan.FromTicks(Interlocked.Read(ref _behind));
    }
}
