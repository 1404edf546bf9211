using Microsoft.Extensions.DependencyInjection;
using Spawner.Contracts;
using Spawner.Grains.Execution;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Tasks that the store keeps: what is written before it is told.</summary>
public sealed class DurableTaskTests : DurableTests
{
    [Fact]
    public async Task SpawnAsync_OfADurableTask_RecordsItAndItsEnd()
    {
        await using var cluster = await StartAsync(silos: 2);

        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Echo, "hello", Durable, Cancel);

        Assert.Equal("hello", await task.GetResultAsync(Cancel));
        var stored = await StoredAsync(task.Id);
        Assert.Equal((TaskPhase.Succeeded, 1, "\"hello\""), (stored.Phase, stored.Run, System.Text.Encoding.UTF8.GetString(stored.Result!.Value.Span)));
    }

    [Fact]
    public async Task SpawnAsync_OfADurableKind_NeedsNoOption()
    {
        await using var cluster = await StartAsync(silos: 1);

        var task = await ClientOf(cluster).SpawnAsync(new TaskKind<string, string>("test.echo", durable: true), "hello", cancellationToken: Cancel);
        await task.GetResultAsync(Cancel);

        Assert.Equal(TaskPhase.Succeeded, (await StoredAsync(task.Id)).Phase);
    }

    [Fact]
    public async Task SpawnAsync_BeforeTheCommit_NeitherReturnsNorRuns()
    {
        await using var cluster = await StartAsync(silos: 1);
        var name = nameof(SpawnAsync_BeforeTheCommit_NeitherReturnsNorRuns);
        Store.Hold();

        var spawning = ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await Store.UntilAsync(() => Store.Commits == 1, Cancel);
        Assert.False(spawning.IsCompleted);
        Assert.Empty(ScriptedTasks.Of(name).Contexts);

        Store.Release();
        await spawning;
        await ScriptedTasks.Of(name).StartedAsync();
        ScriptedTasks.Of(name).Open();
    }

    [Fact]
    public async Task GetResultAsync_BeforeTheEndIsCommitted_Waits()
    {
        await using var cluster = await StartAsync(silos: 1);
        var name = nameof(GetResultAsync_BeforeTheEndIsCommitted_Waits);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await ScriptedTasks.Of(name).StartedAsync();
        var commits = Store.Commits;
        Store.Hold();

        ScriptedTasks.Of(name).Open();
        var result = task.GetResultAsync(Cancel);
        await Store.UntilAsync(() => Store.Commits > commits, Cancel);
        Assert.False(result.IsCompleted);
        Assert.Equal(TaskPhase.Running, (await task.DescribeAsync(Cancel)).Phase);

        Store.Release();
        Assert.Equal("opened", await result);
    }

    [Fact]
    public async Task SpawnAsync_WhoseCommitsLoseTheirAnswers_RunsOnceAndEndsOnce()
    {
        await using var cluster = await StartAsync(silos: 2);
        var name = nameof(SpawnAsync_WhoseCommitsLoseTheirAnswers_RunsOnceAndEndsOnce);
        Store.LoseAnswers(2);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await ScriptedTasks.Of(name).StartedAsync();
        Store.LoseAnswers(2);

        ScriptedTasks.Of(name).Open();

        Assert.Equal("opened", await task.GetResultAsync(Cancel));
        Assert.Single(ScriptedTasks.Of(name).Contexts);
    }

    [Fact]
    public async Task SpawnAsync_WithoutAStore_IsRefusedWithTheReason()
    {
        await using var cluster = await ClusterFixture.StartAsync(1);

        var refused = await Assert.ThrowsAsync<InvalidSpawnException>(() => ClientOf(cluster).SpawnAsync(ScriptedTasks.Echo, "x", Durable, Cancel));

        Assert.Contains("Spawner:Storage", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancelAsync_OfAWaitingDurableTask_IsWrittenDown()
    {
        await using var cluster = await StartAsync(silos: 1, slots: 1);
        var name = nameof(CancelAsync_OfAWaitingDurableTask_IsWrittenDown);
        await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await ScriptedTasks.Of(name).StartedAsync();
        var waiting = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);

        await waiting.CancelAsync(Cancel);

        Assert.Equal(TaskPhase.Cancelled, (await waiting.GetOutcomeAsync(Cancel)).Phase);
        Assert.Equal(TaskPhase.Cancelled, (await StoredAsync(waiting.Id)).Phase);
        ScriptedTasks.Of(name).Open();
    }

    /// <summary>What is not written down is not said: the silo may die before, and another one would run the task.</summary>
    [Fact]
    public async Task CancelAsync_OfAWaitingDurableTask_BeforeItsEndIsWritten_OnlySaysThatItWasTold()
    {
        await using var cluster = await StartAsync(silos: 1, slots: 1);
        var name = nameof(CancelAsync_OfAWaitingDurableTask_BeforeItsEndIsWritten_OnlySaysThatItWasTold);
        await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await ScriptedTasks.Of(name).StartedAsync();
        var waiting = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        Store.Hold();

        var answer = await waiting.CancelAsync(Cancel);
        var stored = await StoredAsync(waiting.Id);
        Store.Release();

        Assert.Equal((CancelAnswer.Signalled, TaskPhase.Queued, true), (answer, stored.Phase, stored.CancelRequested));
        Assert.Equal(TaskPhase.Cancelled, (await waiting.GetOutcomeAsync(Cancel)).Phase);
        ScriptedTasks.Of(name).Open();
    }

    [Fact]
    public async Task DescribeAsync_OfATaskThatEndedLongAgo_TellsWhatTheStoreKeeps()
    {
        await using var cluster = await StartAsync(silos: 2, retention: TimeSpan.Zero);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Echo, "hello", Durable, Cancel);
        await task.GetResultAsync(Cancel);
        foreach (var silo in cluster.Silos)
        {
            silo.ServiceProvider.GetRequiredService<Executor>().ExpireEnded();
        }

        var again = ClientOf(cluster).GetTask(ScriptedTasks.Echo, task.Id);

        Assert.Equal(TaskPhase.Succeeded, (await again.DescribeAsync(Cancel)).Phase);
        Assert.Equal("hello", await again.GetResultAsync(Cancel));
    }

    /// <summary>Another silo has recorded the task meanwhile, and may be the one that runs it.</summary>
    [Fact]
    public async Task CancelAsync_OfATaskThatIsStillBeingRecorded_IsNotedWhereItIsRecorded()
    {
        await using var cluster = await StartAsync(silos: 1);
        var silo = cluster.Silos[0];
        var unique = Guid.CreateVersion7();
        var owner = await DeadSiloAsync(1);
        await Store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(DefinitionOf(unique, silo.SiloAddress), IsOwned: true)] }, Cancel);
        Store.Hold();
        var assigned = silo.ServiceProvider.GetRequiredService<Executor>().AssignAsync(RequestOf(unique, silo.SiloAddress));

        var answer = await ClientOf(cluster).GetTask(new TaskId(unique, silo.SiloAddress)).CancelAsync(Cancel);
        var stored = await StoredAsync(new TaskId(unique));
        Store.Release();
        await assigned;

        Assert.Equal((CancelAnswer.Signalled, true), (answer, stored.CancelRequested));
    }
}
