using Microsoft.Extensions.DependencyInjection;
using Spawner.Client;
using Spawner.Grains.Execution;
using Spawner.Grains.Storage;
using TaskFilter = Spawner.Client.TaskFilter;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Recorded tasks that a client retries, cancels and discards.</summary>
public sealed class ChangeTasksTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RetryTasksAsync_OfFailedOnes_RunsThemAgainOnAnySilo()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 2);
        var name = nameof(RetryTasksAsync_OfFailedOnes_RunsThemAgainOnAnySilo);
        var failed = await cluster.EndAsync(ScriptedTasks.Door, name, 20);
        await cluster.EndAsync(ScriptedTasks.Echo, "x", 3);
        ScriptedTasks.Of(name).Open();

        var changes = await cluster.Client.RetryTasksAsync(new TaskFilter { Kind = "test.door" }, Cancel);

        Assert.Equal((20, 20, 0), (changes.Matched, changes.Changed, changes.LeftAlone.Count));
        foreach (var task in failed)
        {
            var again = cluster.Client.GetTask(ScriptedTasks.Door, task.Id);
            await cluster.UntilAsync(async () => (await again.DescribeAsync(Cancel)).Phase == TaskPhase.Succeeded);
            Assert.Equal(name, await again.GetResultAsync(Cancel));
            var stored = await cluster.FindAsync(task.Id);
            Assert.Equal((TaskPhase.Succeeded, 0), (stored.Phase, stored.Failures));
            Assert.True(stored.Run >= 3, "It was made live again, and claimed.");
        }
    }

    [Fact]
    public async Task RetryTasksAsync_OfOneThatRanOutOfTime_GivesItItsWholeTimeAgain()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1);
        var name = nameof(RetryTasksAsync_OfOneThatRanOutOfTime_GivesItItsWholeTimeAgain);
        var script = ScriptedTasks.Of(name);
        script.Plan = async (_, stop) =>
        {
            if (script.Contexts.Count == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            }

            return "in time";
        };
        var task = (await cluster.EndAsync(ScriptedTasks.Plan, name, 1, new SpawnOptions { TotalTimeout = TimeSpan.FromSeconds(1) }))[0];
        Assert.Equal(TaskPhase.TimedOut, (await cluster.FindAsync(task.Id)).Phase);

        await cluster.Client.RetryTasksByIdAsync([task.Id], Cancel);

        await cluster.UntilAsync(async () => (await cluster.FindAsync(task.Id)).Phase.IsTerminal());
        Assert.Equal("in time", await cluster.Client.GetTask(ScriptedTasks.Plan, task.Id).GetResultAsync(Cancel));
    }

    [Fact]
    public async Task RetryTasksAsync_RightAfter_NoSiloTellsTheEarlierEnd()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 2);
        var name = nameof(RetryTasksAsync_RightAfter_NoSiloTellsTheEarlierEnd);
        var failed = await cluster.EndAsync(ScriptedTasks.Door, name, 4);
        await cluster.Client.PauseKindAsync(ScriptedTasks.Door.Name, Cancel);

        await cluster.Client.RetryTasksByIdAsync(failed.Select(task => task.Id), Cancel);

        foreach (var task in failed)
        {
            Assert.Equal(TaskPhase.Queued, (await cluster.Client.GetTask(task.Id).DescribeAsync(Cancel)).Phase);
        }
    }

    [Fact]
    public async Task RetryTasksAsync_OfThoseThatMayNotRunAgain_LeavesThemAloneAndSaysWhy()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1);
        var succeeded = (await cluster.EndAsync(ScriptedTasks.Echo, "x", 2)).Select(task => task.Id).ToArray();
        var waiting = await cluster.PutAsync(ScriptedTasks.Unregistered);
        var ended = await cluster.PutAsync(ScriptedTasks.Unregistered, key: "k");
        await cluster.Store.CancelAsync([ended.Unique], Cancel);
        await cluster.PutAsync(ScriptedTasks.Unregistered, key: "k");

        var changes = await cluster.Client.RetryTasksByIdAsync([.. succeeded, waiting, ended, new TaskId(Guid.CreateVersion7())], Cancel);

        Assert.Equal((5, 0), (changes.Matched, changes.Changed));
        Assert.Equal(
            [(LeftAloneReason.Unknown, 1L), (LeftAloneReason.NotEnded, 1), (LeftAloneReason.Succeeded, 2), (LeftAloneReason.KeyTaken, 1)],
            changes.LeftAlone.OrderBy(left => left.Key).Select(left => (left.Key, left.Value)));
    }

    [Fact]
    public async Task RetryTasksAsync_OfAnotherNamespace_DoesNotKnowThem()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1, services: services =>
            services.PostConfigure<SpawnerClientOptions>(options => options.Namespace = "other"));
        var failed = await cluster.EndAsync(ScriptedTasks.Throw, "x", 1);
        var other = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<ISpawnerClient>();

        var byId = await other.RetryTasksByIdAsync([failed[0].Id], Cancel);
        var byFilter = await other.DiscardTasksAsync(new TaskFilter(), Cancel);

        Assert.Equal([(LeftAloneReason.Unknown, 1L)], byId.LeftAlone.Select(left => (left.Key, left.Value)));
        Assert.Equal(0, byFilter.Matched);
        Assert.Equal(TaskPhase.Failed, (await cluster.FindAsync(failed[0].Id)).Phase);
    }

    [Fact]
    public async Task RetryTaskAsync_WithAnotherInput_RunsWithIt()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 2);
        var name = nameof(RetryTaskAsync_WithAnotherInput_RunsWithIt);
        var task = (await cluster.EndAsync(ScriptedTasks.Door, name + " shut", 1))[0];
        ScriptedTasks.Of(name).Open();

        var asOther = await cluster.Client.RetryTaskAsync(ScriptedTasks.Echo, task.Id, name, Cancel);
        var edited = await cluster.Client.RetryTaskAsync(ScriptedTasks.Door, task.Id, name, Cancel);

        Assert.Equal((0, LeftAloneReason.OtherKind), (asOther.Changed, Assert.Single(asOther.LeftAlone).Key));
        Assert.Equal(1, edited.Changed);
        Assert.Equal(name, await cluster.Client.GetTask(ScriptedTasks.Door, task.Id).GetResultAsync(Cancel));
    }

    [Fact]
    public async Task DiscardTasksAsync_OfFailedOnes_ForgetsThemEverywhere()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 2);
        var failed = await cluster.EndAsync(ScriptedTasks.Throw, "x", 600);
        var kept = (await cluster.EndAsync(ScriptedTasks.Echo, "x", 1))[0];

        var changes = await cluster.Client.DiscardTasksAsync(new TaskFilter(), Cancel);

        Assert.Equal((600, 600), (changes.Matched, changes.Changed));
        await Assert.ThrowsAsync<UnknownTaskException>(() => cluster.Client.GetTask(failed[0].Id).DescribeAsync(Cancel));
        Assert.Equal(kept.Id, Assert.Single(await cluster.ListAsync()).Id);
    }

    [Fact]
    public async Task DescribeAsync_OfAPrunedTask_DoesNotKnowIt()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1, services: services =>
            services.Configure<ExecutionOptions>(execution => execution.ResultRetention = TimeSpan.Zero));
        var task = (await cluster.EndAsync(ScriptedTasks.Echo, "x", 1))[0];
        await cluster.Store.PruneAsync(new TaskRetention(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), Cancel);
        var executor = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<Executor>();

        await cluster.UntilAsync(() =>
        {
            executor.ExpireEnded();
            return Task.FromResult(executor.Find(task.Id, follower: null).Notice is null);
        });

        await Assert.ThrowsAsync<UnknownTaskException>(() => cluster.Client.GetTask(task.Id).DescribeAsync(Cancel));
    }

    [Fact]
    public async Task CancelTasksAsync_OfRunningWaitingAndUnownedOnes_EndsAll()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 2, slots: 1);
        var name = nameof(CancelTasksAsync_OfRunningWaitingAndUnownedOnes_EndsAll);
        await cluster.EndAsync(ScriptedTasks.Throw, "x", 1);
        var batch = await cluster.SpawnAsync(ScriptedTasks.Gate, name, 60);
        await ScriptedTasks.Of(name).StartedAsync(2);
        var unowned = await cluster.PutAsync(ScriptedTasks.Unregistered, delay: TimeSpan.FromHours(1));

        var changes = await cluster.Client.CancelTasksAsync(new TaskFilter(), Cancel);

        Assert.Equal((61, 61), (changes.Matched, changes.Changed));
        var outcomes = await Task.WhenAll(batch.Tasks.Select(task => task.GetOutcomeAsync(Cancel)));
        Assert.All(outcomes, outcome => Assert.Equal(TaskPhase.Cancelled, outcome.Phase));
        Assert.Equal(TaskPhase.Cancelled, (await cluster.FindAsync(unowned)).Phase);
        Assert.Equal([(TaskPhase.Failed, 1L), (TaskPhase.Cancelled, 61)], (await cluster.Client.CountTasksAsync(Cancel)).OrderBy(one => one.Key).Select(one => (one.Key, one.Value)));
    }

    [Fact]
    public async Task CancelTasksAsync_OfRunningOnesOnly_LeavesWaitingOnes()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1);
        var name = nameof(CancelTasksAsync_OfRunningOnesOnly_LeavesWaitingOnes);
        var running = (await cluster.SpawnAsync(ScriptedTasks.Gate, name, 1)).Tasks[0];
        await ScriptedTasks.Of(name).StartedAsync();
        var waiting = await cluster.PutAsync(ScriptedTasks.Unregistered);

        var changes = await cluster.Client.CancelTasksAsync(new TaskFilter { Phases = [TaskPhase.Running] }, Cancel);

        Assert.Equal((1, 1), (changes.Matched, changes.Changed));
        Assert.Equal(TaskPhase.Cancelled, (await running.GetOutcomeAsync(Cancel)).Phase);
        Assert.Equal((TaskPhase.Queued, false), ((await cluster.FindAsync(waiting)).Phase, (await cluster.FindAsync(waiting)).CancelRequested));
    }

    [Fact]
    public async Task CancelTasksByIdAsync_OfEndedOnes_LeavesThemAlone()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1);
        var ended = await cluster.EndAsync(ScriptedTasks.Echo, "x", 3);

        var changes = await cluster.Client.CancelTasksByIdAsync(ended.Select(task => task.Id), Cancel);

        Assert.Equal((3, 0, 3L), (changes.Matched, changes.Changed, changes.LeftAlone[LeftAloneReason.AlreadyEnded]));
    }
}
