using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Grains.Execution;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Tasks that the store keeps, on silos that share one store, over real sockets; each test has a cluster of its own.</summary>
public sealed class DurableTaskTests
{
    private static readonly SpawnOptions Durable = new() { Durable = true };
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly StoreGate _store = new(new MemoryTaskStore(TimeProvider.System));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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
        _store.Hold();

        var spawning = ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await _store.UntilAsync(() => _store.Commits == 1, Cancel);
        Assert.False(spawning.IsCompleted);
        Assert.Empty(ScriptedTasks.Of(name).Contexts);

        _store.Release();
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
        var commits = _store.Commits;
        _store.Hold();

        ScriptedTasks.Of(name).Open();
        var result = task.GetResultAsync(Cancel);
        await _store.UntilAsync(() => _store.Commits > commits, Cancel);
        Assert.False(result.IsCompleted);
        Assert.Equal(TaskPhase.Running, (await task.DescribeAsync(Cancel)).Phase);

        _store.Release();
        Assert.Equal("opened", await result);
    }

    [Fact]
    public async Task SpawnAsync_WhoseCommitsLoseTheirAnswers_RunsOnceAndEndsOnce()
    {
        await using var cluster = await StartAsync(silos: 2);
        var name = nameof(SpawnAsync_WhoseCommitsLoseTheirAnswers_RunsOnceAndEndsOnce);
        _store.LoseAnswers(2);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await ScriptedTasks.Of(name).StartedAsync();
        _store.LoseAnswers(2);

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
    public async Task GetResultAsync_WhenTheSiloDiesWithRunningAndWaitingTasks_TellsTheResultsOfTheSurvivors()
    {
        await using var cluster = await StartAsync(silos: 3);
        var name = nameof(GetResultAsync_WhenTheSiloDiesWithRunningAndWaitingTasks_TellsTheResultsOfTheSurvivors);
        var batch = await ClientOf(cluster).SpawnManyAsync(ScriptedTasks.Gate, Enumerable.Repeat(name, 60), Durable, Cancel);
        await ScriptedTasks.Of(name).StartedAsync(6);
        var dead = cluster.Silos[1];
        Assert.Contains(batch.Tasks, task => dead.SiloAddress.Equals(task.Id.Home));

        await cluster.KillSiloAsync(dead, Cancel);
        ScriptedTasks.Of(name).Open();

        Assert.All(await batch.GetResultsAsync(Cancel).WaitAsync(Limit, Cancel), result => Assert.Equal("opened", result));
        var stored = await _store.FindAsync([.. batch.Tasks.Select(task => task.Id.Unique)], Cancel);
        Assert.All(stored, task => Assert.Equal(TaskPhase.Succeeded, task!.Phase));
        Assert.Contains(stored, task => task!.Run > 1);
    }

    [Fact]
    public async Task GetResultAsync_WhenTheHolderDiesAndTheHomeLives_TellsTheResult()
    {
        await using var cluster = await StartAsync(silos: 3);
        var name = nameof(GetResultAsync_WhenTheHolderDiesAndTheHomeLives_TellsTheResult);
        var batch = await ClientOf(cluster).SpawnManyAsync(ScriptedTasks.Gate, Enumerable.Repeat(name, 40), Durable, Cancel);
        await ScriptedTasks.Of(name).StartedAsync(6);
        await ClientOf(cluster).DrainSiloAsync(cluster.Silos[1].Name, Cancel);
        await cluster.Silos[1].ServiceProvider.GetRequiredService<TaskRelocator>().RunOnceAsync();
        var holder = cluster.Silos[2];

        await cluster.KillSiloAsync(holder, Cancel);
        ScriptedTasks.Of(name).Open();

        Assert.Equal(40, (await batch.GetResultsAsync(Cancel).WaitAsync(Limit, Cancel)).Length);
    }

    [Fact]
    [Trait("Peer", "Quartz: a scheduler that shuts down keeps what it has claimed")]
    public async Task StopSilo_WithRunningAndWaitingTasks_LosesNoneAndChargesNone()
    {
        await using var cluster = await StartAsync(silos: 3);
        var name = nameof(StopSilo_WithRunningAndWaitingTasks_LosesNoneAndChargesNone);
        var batch = await ClientOf(cluster).SpawnManyAsync(ScriptedTasks.Gate, Enumerable.Repeat(name, 60), Durable, Cancel);
        await ScriptedTasks.Of(name).StartedAsync(6);

        await cluster.StopSiloAsync(cluster.Silos[2], Cancel);
        ScriptedTasks.Of(name).Open();

        Assert.Equal(60, (await batch.GetResultsAsync(Cancel).WaitAsync(Limit, Cancel)).Length);
        var stored = await _store.FindAsync([.. batch.Tasks.Select(task => task.Id.Unique)], Cancel);
        Assert.All(stored, task => Assert.Equal((0, 0, 0), (task!.Failures, task.Crashes, task.Losses)));
    }

    [Fact]
    public async Task Commit_OfASiloWhoseLeaseHasEnded_IsRefusedAndTheSiloGivesUp()
    {
        await using var cluster = await StartAsync(silos: 1);
        var name = nameof(Commit_OfASiloWhoseLeaseHasEnded_IsRefusedAndTheSiloGivesUp);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await ScriptedTasks.Of(name).StartedAsync();
        var lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Silos[0].ServiceProvider.GetRequiredService<OwnerLease>().Lost += why => lost.TrySetResult(why);

        await _store.EndLeaseAsync((await _store.ListOwnersAsync(Cancel))[0].Number, Cancel);
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
        _store.Hold();
        var spawning = ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await _store.UntilAsync(() => _store.Commits == 1, Cancel);
        await ReplaceAsync(lease);
        var claimed = Guid.CreateVersion7();
        await LeaveAsync(claimed);
        await ScriptedTasks.Of(claimed.ToString()).StartedAsync();

        _store.Release();

        // The client submits it again.
        ScriptedTasks.Of(name).Open();
        Assert.Equal("opened", await (await spawning.WaitAsync(Limit, Cancel)).GetResultAsync(Cancel));
        ScriptedTasks.Of(claimed.ToString()).Open();
        await _store.UntilAsync(async () => (await StoredAsync(new TaskId(claimed))).Phase == TaskPhase.Succeeded, Cancel);
        Assert.False(isLost);
    }

    [Fact]
    public async Task Commit_WhoseAnswerComesAfterTheLeaseWasReplaced_IsNotActedOn_AndTheTaskRunsOnce()
    {
        await using var cluster = await StartAsync(silos: 1);
        var name = nameof(Commit_WhoseAnswerComesAfterTheLeaseWasReplaced_IsNotActedOn_AndTheTaskRunsOnce);
        _store.HoldAnswers();
        var spawning = ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await _store.UntilAsync(() => _store.Commits == 1, Cancel);

        await ReplaceAsync(cluster.Silos[0].ServiceProvider.GetRequiredService<OwnerLease>());
        _store.Release();

        ScriptedTasks.Of(name).Open();
        Assert.Equal("opened", await (await spawning.WaitAsync(Limit, Cancel)).GetResultAsync(Cancel));
        Assert.Equal([2], ScriptedTasks.Of(name).Contexts.Select(context => context.Run));
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
        _store.Hold();

        var answer = await waiting.CancelAsync(Cancel);
        var stored = await StoredAsync(waiting.Id);
        _store.Release();

        Assert.Equal((CancelAnswer.Signalled, TaskPhase.Queued, true), (answer, stored.Phase, stored.CancelRequested));
        Assert.Equal(TaskPhase.Cancelled, (await waiting.GetOutcomeAsync(Cancel)).Phase);
        ScriptedTasks.Of(name).Open();
    }

    /// <summary>A submission came again to a silo that only knows who had the task then, and that is not told where it went.</summary>
    [Fact]
    public async Task GetOutcomeAsync_ThroughASiloWhosePointerIsOld_TellsTheEnd()
    {
        var unique = Guid.CreateVersion7();
        var script = ScriptedTasks.Of(unique.ToString());
        await using var cluster = await StartAsync(silos: 3, retention: TimeSpan.Zero);
        await LetDieAsync(unique, times: 1, home: cluster.Silos[0].SiloAddress);
        await script.StartedAsync();
        var owner = (await StoredAsync(new TaskId(unique))).Silo;
        var holder = cluster.Silos.Single(silo => silo.SiloAddress.ToParsableString() == owner).ServiceProvider.GetRequiredService<Executor>();
        var other = cluster.Silos.Skip(1).First(silo => silo.SiloAddress.ToParsableString() != owner);
        await other.ServiceProvider.GetRequiredService<Executor>().AssignAsync(RequestOf(unique, other.SiloAddress));
        script.Open();
        await _store.UntilAsync(
            () =>
            {
                holder.ExpireEnded();
                return !holder.Holds(unique);
            },
            Cancel);

        var outcome = await ClientOf(cluster).GetTask(new TaskId(unique, other.SiloAddress)).GetOutcomeAsync(Cancel).WaitAsync(Limit, Cancel);

        Assert.Equal((TaskPhase.Succeeded, 2), (outcome.Phase, outcome.Run));
    }

    [Fact]
    public async Task Recovery_WhoseAdoptionLosesItsAnswer_RunsTheTask()
    {
        var unique = Guid.CreateVersion7();
        await LetDieAsync(unique, times: 1);
        _store.LoseAdoptions(1);
        ScriptedTasks.Of(unique.ToString()).Open();

        await using var cluster = await StartAsync(silos: 1);

        await _store.UntilAsync(async () => (await StoredAsync(new TaskId(unique))).Phase == TaskPhase.Succeeded, Cancel);
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

    /// <summary>The answer to the hand-over was lost, and it is sent again when the task has long gone on.</summary>
    [Fact]
    public async Task TakeOver_OfADurableTaskThatHasLeftAgain_DoesNotRunItOnceMore()
    {
        await using var cluster = await StartAsync(silos: 1);
        var executor = cluster.Silos[0].ServiceProvider.GetRequiredService<Executor>();
        var name = nameof(TakeOver_OfADurableTaskThatHasLeftAgain_DoesNotRunItOnceMore);
        ScriptedTasks.Of(name).Open();
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, name, Durable, Cancel);
        await task.GetResultAsync(Cancel);
        executor.ForgetEnded([task.Id.Unique]);
        var late = new Messages.MovingTask
        {
            Id = task.Id,
            Spec = RequestOf(task.Id.Unique, task.Id.Home!).Tasks[0],
            Namespace = "test",
            Submitter = "test",
            SubmittedAt = TimeProvider.System.GetUtcNow(),
            Run = 1,
            Followers = [],
            Placer = task.Id.Home!,
        };

        var reply = executor.TakeOver(new Messages.MoveRequest { From = task.Id.Home!, Tasks = [late] });

        Assert.Equal((true, false), (Assert.Single(reply.Accepted), executor.Holds(task.Id.Unique)));
    }

    /// <summary>Another silo has recorded the task meanwhile, and may be the one that runs it.</summary>
    [Fact]
    public async Task CancelAsync_OfATaskThatIsStillBeingRecorded_IsNotedWhereItIsRecorded()
    {
        await using var cluster = await StartAsync(silos: 1);
        var silo = cluster.Silos[0];
        var unique = Guid.CreateVersion7();
        var owner = await DeadSiloAsync(1);
        await _store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(DefinitionOf(unique, silo.SiloAddress), IsOwned: true)] }, Cancel);
        _store.Hold();
        var assigned = silo.ServiceProvider.GetRequiredService<Executor>().AssignAsync(RequestOf(unique, silo.SiloAddress));

        var answer = await ClientOf(cluster).GetTask(new TaskId(unique, silo.SiloAddress)).CancelAsync(Cancel);
        var stored = await StoredAsync(new TaskId(unique));
        _store.Release();
        await assigned;

        Assert.Equal((CancelAnswer.Signalled, true), (answer, stored.CancelRequested));
    }

    /// <summary>The task ended, and was forgotten here, while the list of what this silo owns was on its way.</summary>
    [Fact]
    public async Task Recovery_WhoseListIsOlderThanWhatTheSiloKnows_RunsNothingAgain()
    {
        await using var cluster = await StartAsync(silos: 1);
        var silo = cluster.Silos[0];
        var executor = silo.ServiceProvider.GetRequiredService<Executor>();
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, nameof(Recovery_WhoseListIsOlderThanWhatTheSiloKnows_RunsNothingAgain), Durable, Cancel);
        var script = ScriptedTasks.Of(nameof(Recovery_WhoseListIsOlderThanWhatTheSiloKnows_RunsNothingAgain));
        await script.StartedAsync();
        var (read, told) = _store.HoldNextList();
        silo.ServiceProvider.GetRequiredService<TaskRecovery>().OnSiloGone();
        await read.Task.WaitAsync(Limit, Cancel);
        script.Open();
        await task.GetResultAsync(Cancel);
        executor.ForgetEnded([task.Id.Unique]);
        var looks = _store.Looks;
        told.SetResult();
        await _store.UntilAsync(() => _store.Looks > looks + 1, Cancel);

        Assert.Single(script.Contexts);
    }

    [Fact]
    public async Task DescribeAsync_OfATaskThatOnlyTheStoreKnows_WhenThatDoesNotAnswerAtFirst_TellsIt()
    {
        await using var cluster = await StartAsync(silos: 1);
        var task = new TaskId(Guid.CreateVersion7(), SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1));
        await LetDieAsync(task.Unique, times: 1);
        ScriptedTasks.Of(task.Unique.ToString()).Open();
        var executor = cluster.Silos[0].ServiceProvider.GetRequiredService<Executor>();
        await _store.UntilAsync(
            async () =>
            {
                executor.ForgetEnded([task.Unique]);
                return (await StoredAsync(task)).Phase == TaskPhase.Succeeded && !executor.Holds(task.Unique);
            },
            Cancel);
        _store.FailQuestions(1);

        var snapshot = await ClientOf(cluster).GetTask(task).DescribeAsync(Cancel);

        Assert.Equal(TaskPhase.Succeeded, snapshot.Phase);
    }

    [Fact]
    public async Task CancelAsync_OfATaskThatNobodyOwns_WhenTheStoreDoesNotAnswerAtFirst_CancelsIt()
    {
        await using var cluster = await StartAsync(silos: 1);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Echo, "later", new SpawnOptions { Durable = true, StartAfter = TimeSpan.FromDays(1) }, Cancel);
        _store.FailQuestions(1);

        Assert.Equal(CancelAnswer.Cancelled, await task.CancelAsync(Cancel));
    }

    [Fact]
    public async Task ReadOutputAsync_WhenTheStoreDoesNotAnswerAtFirst_ReadsIt()
    {
        await using var cluster = await StartAsync(silos: 1);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Echo, "hello", Durable, Cancel);
        await task.GetResultAsync(Cancel);
        _store.FailQuestions(1);

        Assert.True((await task.ReadOutputAsync(cancellationToken: Cancel)).IsLast);
    }

    [Fact]
    public async Task Recovery_OfATaskThatKeepsTakingItsSiloDown_EndsItWithTheReason()
    {
        var unique = Guid.CreateVersion7();
        await LetDieAsync(unique, times: 3);

        await using var cluster = await StartAsync(silos: 1);

        await _store.UntilAsync(async () => (await StoredAsync(new TaskId(unique))).Phase == TaskPhase.Failed, Cancel);
        var failure = (await StoredAsync(new TaskId(unique))).Failure!;
        Assert.Contains("3 silos died", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recovery_OfATaskWhoseSiloDied_MarksItBeforeItRuns()
    {
        var unique = Guid.CreateVersion7();
        await LetDieAsync(unique, times: 1);

        await using var cluster = await StartAsync(silos: 1);
        await ScriptedTasks.Of(unique.ToString()).StartedAsync();

        Assert.Equal(TaskPhase.Running, (await StoredAsync(new TaskId(unique))).Phase);
        ScriptedTasks.Of(unique.ToString()).Open();
        await _store.UntilAsync(async () => (await StoredAsync(new TaskId(unique))).Phase == TaskPhase.Succeeded, Cancel);
    }

    [Theory]
    [InlineData("pin")]
    [InlineData("label")]
    public async Task Claim_OfATaskForOneSilo_BringsItThere_WhoeverClaimsIt(string how)
    {
        await using var cluster = await StartAsync(silos: 3);
        var owner = (await _store.ListOwnersAsync(Cancel))[0].Number;

        // Nobody is told of them: which silo looks first is chance, and each must bring all of them to theirs.
        foreach (var silo in cluster.Silos.Concat(cluster.Silos))
        {
            var demands = how == "pin"
                ? new Contracts.TaskDemands { Silo = silo.Name }
                : new Contracts.TaskDemands { RequiredLabels = new Dictionary<string, string> { ["name"] = silo.Name } };
            var task = DefinitionOf(Guid.CreateVersion7(), silo.SiloAddress) with
            {
                Kind = ScriptedTasks.Where.Name,
                Settings = Contracts.TaskSettings.Of(new Contracts.TaskTemplate { Kind = ScriptedTasks.Where.Name, Demands = demands }, silo.SiloAddress.ToParsableString()).Write(),
            };
            await _store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(task, IsOwned: false)] }, Cancel);

            await _store.UntilAsync(async () => (await StoredAsync(new TaskId(task.Unique))).Phase.IsTerminal(), Cancel);
            var ended = await StoredAsync(new TaskId(task.Unique));
            Assert.Equal((TaskPhase.Succeeded, silo.Name), (ended.Phase, ended.SiloName));
        }
    }

    [Fact]
    [Trait("Peer", "River: a row that cannot be read is retried for ever")]
    public async Task Claim_OfATaskWhoseSettingsCannotBeRead_EndsItWithTheReason_AndGoesOn()
    {
        await using var cluster = await StartAsync(silos: 1);
        var owner = (await _store.ListOwnersAsync(Cancel))[0].Number;
        var (corrupt, sound) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var definition = DefinitionOf(sound, cluster.Silos[0].SiloAddress);
        await _store.CommitAsync(
            owner,
            new TaskWrites
            {
                Inserts =
                [
                    new TaskInsert(definition with { Unique = corrupt, Settings = "{ not JSON"u8.ToArray() }, IsOwned: false),
                    new TaskInsert(definition, IsOwned: false),
                ],
            },
            Cancel);
        ScriptedTasks.Of(sound.ToString()).Open();

        await _store.UntilAsync(
            async () => (await StoredAsync(new TaskId(sound))).Phase.IsTerminal() && (await StoredAsync(new TaskId(corrupt))).Phase.IsTerminal(), Cancel);

        Assert.Equal(TaskPhase.Succeeded, (await StoredAsync(new TaskId(sound))).Phase);
        var ended = await StoredAsync(new TaskId(corrupt));
        Assert.Equal((TaskPhase.Failed, "Spawner.TaskQuarantined"), (ended.Phase, ended.Failure!.Type));
        Assert.Contains("settings", ended.Failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Ends a lease and waits until its silo, which has no tasks, has another one.</summary>
    private async Task ReplaceAsync(OwnerLease lease)
    {
        var regained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lease.Lost += why => regained.TrySetException(new InvalidOperationException(why));
        lease.Regained += () => regained.TrySetResult();
        await _store.EndLeaseAsync(lease.Number, Cancel);
        await regained.Task.WaitAsync(Limit, Cancel);
    }

    /// <summary>Puts a task into the store that nobody owns.</summary>
    private async Task LeaveAsync(Guid unique)
    {
        var owner = await DeadSiloAsync(1);
        var home = SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1);
        await _store.Inner.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(DefinitionOf(unique, home), IsOwned: false)] }, Cancel);
    }

    /// <summary>A task whose silos die while they run it.</summary>
    private async Task LetDieAsync(Guid unique, int times, SiloAddress? home = null)
    {
        home ??= SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1);
        var owner = await DeadSiloAsync(1);
        await _store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(DefinitionOf(unique, home), IsOwned: true)] }, Cancel);
        for (var time = 1; ; time++)
        {
            var run = (await StoredAsync(new TaskId(unique))).Run;
            await _store.CommitAsync(owner, new TaskWrites { Starts = [new TaskStart(unique, run)] }, Cancel);
            await _store.EndLeaseAsync(owner, Cancel);
            if (time == times)
            {
                return;
            }

            var next = await DeadSiloAsync(time + 1);
            await _store.AdoptAsync(next, owner, most: 1, Cancel);
            owner = next;
        }
    }

    private async Task<OwnerNumber> DeadSiloAsync(int number) => (await _store.RegisterAsync(
        SiloAddress.New(System.Net.IPAddress.Loopback, number, number).ToParsableString(), $"dead {number}", TimeSpan.FromMinutes(1), Cancel)).Number;

    private static TaskDefinition DefinitionOf(Guid unique, SiloAddress home) => new()
    {
        Unique = unique,
        Namespace = "test",
        Submitter = "test",
        Kind = ScriptedTasks.Gate.Name,
        Input = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(unique.ToString()),
        Settings = Contracts.TaskSettings.Of(new Contracts.TaskTemplate { Kind = ScriptedTasks.Gate.Name }, home.ToParsableString()).Write(),
    };

    private static Messages.AssignRequest RequestOf(Guid unique, SiloAddress from) => new()
    {
        From = from,
        Namespace = "test",
        Submitter = "test",
        SubmittedAt = TimeProvider.System.GetUtcNow(),
        Tasks = new Contracts.TaskSpecs(
        [
            new Contracts.TaskSpec
            {
                Unique = unique,
                Template = new Contracts.TaskTemplate { Kind = ScriptedTasks.Gate.Name, IsDurable = true },
                Input = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(unique.ToString()),
            },
        ]),
        Rules = [PlacementRule.NoCandidate],
    };

    private Task<InProcessTestCluster> StartAsync(int silos, double slots = 2, TimeSpan? retention = null) => ClusterFixture.StartAsync(
        silos,
        execution =>
        {
            execution.Slots = slots;
            execution.ResultRetention = retention ?? execution.ResultRetention;
        },
        services => services.AddSingleton<ITaskStore>(_store));

    private static ISpawnerClient ClientOf(InProcessTestCluster cluster) => cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

    private async Task<StoredTask> StoredAsync(TaskId id) => Assert.IsType<StoredTask>((await _store.FindAsync([id.Unique], Cancel))[0]);
}
