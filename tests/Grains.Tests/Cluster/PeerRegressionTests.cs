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
public sealed class PeerRegressionTests : DurableTests
{
    private const string Peer = nameof(Peer);

    private readonly string _name = Guid.NewGuid().ToString("N");

    private Script Script => ScriptedTasks.Of(_name);

    [Fact]
    [Trait(Peer, "Quartz: a trigger stays acquired after a crash between two statements")]
    public async Task Recovery_OfATaskWhoseSiloDiedRightAfterItsClaim_RunsIt()
    {
        var dead = await DeadSiloAsync(1);
        var id = await PutAsync(dead, isOwned: false);
        Assert.Equal(id, Assert.Single((await Store.ClaimAsync(dead, [ScriptedTasks.Gate.Name], 1, Cancel)).Tasks).Definition.Unique);
        await Store.EndLeaseAsync(dead, Cancel);
        Script.Open();

        await using var cluster = await StartAsync(silos: 2);

        await Store.UntilAsync(async () => (await StoredAsync(new TaskId(id))).Phase == TaskPhase.Succeeded, Cancel);
        Assert.Single(Script.Contexts);
    }

    [Fact]
    [Trait(Peer, "Quartz: the scheduler stands still after the clock goes back")]
    public async Task StartAfter_WhenTheClockGoesBackAnHour_IsAsLongAsBefore()
    {
        var clock = new SteppedClock();
        await using var cluster = await StartAsync(silos: 1, services: services => services.AddSingleton<TimeProvider>(clock));
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
        await using var cluster = await StartAsync(silos: 2, slots: 4, services: Lease(TimeSpan.FromSeconds(4)));
        var batch = await ClientOf(cluster).SpawnManyAsync(ScriptedTasks.Gate, Enumerable.Repeat(_name, 4), Durable, Cancel);
        await Script.StartedAsync(4);

        // Their ends are not written while each silo looks for lost tasks several times over.
        Store.Hold();
        Script.Open();
        var looks = Store.Looks;
        await Store.UntilAsync(() => Store.Looks >= looks + 12, Cancel);
        Store.Release();

        Assert.Equal(4, (await batch.GetResultsAsync(Cancel).WaitAsync(Limit, Cancel)).Length);
        Assert.Equal(4, Script.Contexts.Count);
        Assert.All(await Store.FindAsync([.. batch.Tasks.Select(task => task.Id.Unique)], Cancel), task => Assert.Equal((1, 0), (task!.Run, task.Losses)));
    }

    [Fact]
    [Trait(Peer, "Hangfire: a job runs again at the invisibility timeout while it is alive")]
    public async Task Recovery_OfATaskThatRunsForLongerThanTheLease_LeavesItAlone()
    {
        await using var cluster = await StartAsync(silos: 2, slots: 4, services: Lease(TimeSpan.FromSeconds(4)));
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, _name, Durable, Cancel);
        await Script.StartedAsync();

        // Two silos look once a second each: so it runs for longer than its lease was at first.
        var looks = Store.Looks;
        await Store.UntilAsync(() => Store.Looks >= looks + 12, Cancel);
        Script.Open();

        Assert.Equal("opened", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Single(Script.Contexts);
        Assert.Equal((1, 0), ((await StoredAsync(task.Id)).Run, (await StoredAsync(task.Id)).Losses));
    }

    [Fact]
    [Trait(Peer, "River: a rescuer's page full of long jobs starves the others")]
    public async Task Recovery_BesideAThousandLongTasksOfALivingSilo_FindsThoseOfTheDeadOne()
    {
        const int Long = 1000;
        var (living, dead) = (await DeadSiloAsync(1), await DeadSiloAsync(2));
        for (var i = 0; i < Long; i++)
        {
            var unique = await PutAsync(living, isOwned: true);
            await Store.CommitAsync(living, new TaskWrites { Starts = [new TaskStart(unique, 1)] }, Cancel);
        }

        var lost = await PutAsync(dead, isOwned: true);
        await Store.EndLeaseAsync(dead, Cancel);
        Script.Open();

        await using var cluster = await StartAsync(silos: 1);

        await Store.UntilAsync(async () => (await StoredAsync(new TaskId(lost))).Phase == TaskPhase.Succeeded, Cancel);
        Assert.Single(Script.Contexts);
        Assert.Equal(Long, (await Store.ListOwnedAsync(living, Guid.Empty, Long, Cancel)).Length);
    }

    [Fact]
    [Trait(Peer, "River: a cancellation is dropped when the one who runs the job cannot be told")]
    public async Task CancelAsync_WhenTheOwnerCannotBeTold_IsObeyedByWhoeverTakesItOver()
    {
        var away = await DeadSiloAsync(1);
        var id = await PutAsync(away, isOwned: true);
        await using var cluster = await StartAsync(silos: 2);

        await ClientOf(cluster).GetTask(new TaskId(id)).CancelAsync(Cancel);
        Assert.False((await StoredAsync(new TaskId(id))).Phase.IsTerminal());
        await Store.EndLeaseAsync(away, Cancel);

        await Store.UntilAsync(async () => (await StoredAsync(new TaskId(id))).Phase.IsTerminal(), Cancel);
        Assert.Equal(TaskPhase.Cancelled, (await StoredAsync(new TaskId(id))).Phase);
        Assert.Empty(Script.Contexts);
    }

    private static Action<IServiceCollection> Lease(TimeSpan length) => services => services.Configure<DurabilityOptions>(durability => durability.Lease = length);

    private async Task<Guid> PutAsync(OwnerNumber owner, bool isOwned)
    {
        var task = DefinitionOf(Guid.CreateVersion7(), home: null) with { Namespace = "default", Input = JsonSerializer.SerializeToUtf8Bytes(_name) };
        await Store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(task, isOwned)] }, Cancel);
        return task.Unique;
    }

    /// <summary>The machine's clock, which somebody sets back; what measures spans of time goes on.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long _behind;

        public void GoBack(TimeSpan time) => Interlocked.Add(ref _behind, time.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - TimeSpan.FromTicks(Interlocked.Read(ref _behind));
    }
}
