using Microsoft.Extensions.DependencyInjection;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Silos whose lease on their durable tasks ends, with tasks and without.</summary>
public sealed class DurableLeaseTests : DurableTests
{
    [Fact]
    public async Task Commit_OfASiloWhoseLeaseHasEnded_IsRefusedAndTheSiloGivesUp()
    {
        await using var cluster = await StartAsync(silos: 1);
        var name = nameof(Commit_OfASiloWhoseLeaseHasEnded_IsRefusedAndTheSiloGivesUp);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await ScriptedTasks.Of(name).StartedAsync();
        var lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Silos[0].ServiceProvider.GetRequiredService<OwnerLease>().Lost += why => lost.TrySetResult(why);

        await Store.EndLeaseAsync((await Store.ListOwnersAsync(Cancel))[0].Number, Cancel);
        ScriptedTasks.Of(name).Open();

        Assert.Contains("lease has ended", await lost.Task.WaitAsync(Limit, Cancel), StringComparison.Ordinal);
        Assert.False((await StoredAsync(task.Id)).Phase.IsTerminal());
    }

    [Fact]
    public async Task Lease_ThatEndsWhileTheSiloHasNoDurableTask_IsReplacedAndTheSiloGoesOn()
    {
        await using var cluster = await StartAsync(silos: 2);
        var lease = cluster.Silos[0].ServiceProvider.GetRequiredService<OwnerLease>();
        var before = lease.Number;

        await ReplaceAsync(lease);

        Assert.NotEqual(before, lease.Number);
        var batch = await ClientOf(cluster).SpawnManyAsync(ScriptedTasks.Echo, Enumerable.Repeat("hello", 50), Durable, Cancel);
        Assert.All(await batch.GetResultsAsync(Cancel).WaitAsync(Limit, Cancel), result => Assert.Equal("hello", result));
    }

    [Fact]
    public async Task Commit_RefusedForALeaseThatWasReplaced_LeavesTheNewOne()
    {
        await using var cluster = await StartAsync(silos: 1);
        var name = nameof(Commit_RefusedForALeaseThatWasReplaced_LeavesTheNewOne);
        var lease = cluster.Silos[0].ServiceProvider.GetRequiredService<OwnerLease>();
        var isLost = false;
        lease.Lost += _ => isLost = true;
        Store.Hold();
        var spawning = ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await Store.UntilAsync(() => Store.Commits == 1, Cancel);
        await ReplaceAsync(lease);
        var claimed = Guid.CreateVersion7();
        await LeaveAsync(claimed);
        await ScriptedTasks.Of(claimed.ToString()).StartedAsync();

        Store.Release();

        // The client submits it again.
        ScriptedTasks.Of(name).Open();
        Assert.Equal("opened", await (await spawning.WaitAsync(Limit, Cancel)).GetResultAsync(Cancel));
        ScriptedTasks.Of(claimed.ToString()).Open();
        await Store.UntilAsync(async () => (await StoredAsync(new TaskId(claimed))).Phase == TaskPhase.Succeeded, Cancel);
        Assert.False(isLost);
    }

    [Fact]
    public async Task Commit_WhoseAnswerComesAfterTheLeaseWasReplaced_IsNotActedOn_AndTheTaskRunsOnce()
    {
        await using var cluster = await StartAsync(silos: 1);
        var name = nameof(Commit_WhoseAnswerComesAfterTheLeaseWasReplaced_IsNotActedOn_AndTheTaskRunsOnce);
        Store.HoldAnswers();
        var spawning = ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await Store.UntilAsync(() => Store.Commits == 1, Cancel);

        await ReplaceAsync(cluster.Silos[0].ServiceProvider.GetRequiredService<OwnerLease>());
        Store.Release();

        ScriptedTasks.Of(name).Open();
        Assert.Equal("opened", await (await spawning.WaitAsync(Limit, Cancel)).GetResultAsync(Cancel));
        Assert.Equal([2], ScriptedTasks.Of(name).Contexts.Select(context => context.Run));
    }

    /// <summary>Puts a task into the store that nobody owns.</summary>
    private async Task LeaveAsync(Guid unique)
    {
        var owner = await DeadSiloAsync(1);
        var home = SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1);
        await Store.Inner.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(DefinitionOf(unique, home), IsOwned: false)] }, Cancel);
    }

    /// <summary>Ends a lease and waits until its silo, which has no tasks, has another one.</summary>
    private async Task ReplaceAsync(OwnerLease lease)
    {
        var regained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lease.Lost += why => regained.TrySetException(new InvalidOperationException(why));
        lease.Regained += () => regained.TrySetResult();
        await Store.EndLeaseAsync(lease.Number, Cancel);
        await regained.Task.WaitAsync(Limit, Cancel);
    }
}
