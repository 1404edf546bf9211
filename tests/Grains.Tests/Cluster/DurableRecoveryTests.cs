using Microsoft.Extensions.DependencyInjection;
using Spawner.Contracts;
using Spawner.Grains.Execution;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Durable tasks whose silo dies or leaves, and what silos find of them in the store.</summary>
public sealed class DurableRecoveryTests : DurableTests
{
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
        var stored = await Store.FindAsync([.. batch.Tasks.Select(task => task.Id.Unique)], Cancel);
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
        var stored = await Store.FindAsync([.. batch.Tasks.Select(task => task.Id.Unique)], Cancel);
        Assert.All(stored, task => Assert.Equal((0, 0, 0), (task!.Failures, task.Crashes, task.Losses)));
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
        await Store.UntilAsync(
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
        Store.LoseAdoptions(1);
        ScriptedTasks.Of(unique.ToString()).Open();

        await using var cluster = await StartAsync(silos: 1);

        await Store.UntilAsync(async () => (await StoredAsync(new TaskId(unique))).Phase == TaskPhase.Succeeded, Cancel);
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

        var reply = executor.TakeOver(new Messages.MoveRequest { From = task.Id.Home!, Tasks = [MovingOf(task.Id.Unique, task.Id.Home!)] });

        Assert.Equal((true, false), (Assert.Single(reply.Accepted), executor.Holds(task.Id.Unique)));
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
        var (read, told) = Store.HoldNextList();
        silo.ServiceProvider.GetRequiredService<TaskRecovery>().OnSiloGone();
        await read.Task.WaitAsync(Limit, Cancel);
        script.Open();
        await task.GetResultAsync(Cancel);
        executor.ForgetEnded([task.Id.Unique]);
        var looks = Store.Looks;
        told.SetResult();
        await Store.UntilAsync(() => Store.Looks > looks + 1, Cancel);

        Assert.Single(script.Contexts);
    }

    [Fact]
    public async Task Recovery_OfATaskThatKeepsTakingItsSiloDown_EndsItWithTheReason()
    {
        var unique = Guid.CreateVersion7();
        await LetDieAsync(unique, times: 3);

        await using var cluster = await StartAsync(silos: 1);

        await Store.UntilAsync(async () => (await StoredAsync(new TaskId(unique))).Phase == TaskPhase.Failed, Cancel);
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
        await Store.UntilAsync(async () => (await StoredAsync(new TaskId(unique))).Phase == TaskPhase.Succeeded, Cancel);
    }

    /// <summary>Whoever adopted it handed it on before it started.</summary>
    [Fact]
    public async Task TakeOver_OfADurableTaskWhoseSiloDied_MarksItBeforeItRuns()
    {
        var unique = Guid.CreateVersion7();
        await using var cluster = await StartAsync(silos: 1);
        var silo = cluster.Silos[0];
        var owner = (await Store.ListOwnersAsync(Cancel))[0].Number;
        await Store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(DefinitionOf(unique, silo.SiloAddress), IsOwned: true)] }, Cancel);
        var moving = MovingOf(unique, silo.SiloAddress) with { Past = new Messages.TaskHistory { Losses = 1 } };

        silo.ServiceProvider.GetRequiredService<Executor>().TakeOver(new Messages.MoveRequest { From = silo.SiloAddress, Tasks = [moving] });
        await ScriptedTasks.Of(unique.ToString()).StartedAsync();

        Assert.Equal(TaskPhase.Running, (await StoredAsync(new TaskId(unique))).Phase);
        ScriptedTasks.Of(unique.ToString()).Open();
        await Store.UntilAsync(async () => (await StoredAsync(new TaskId(unique))).Phase == TaskPhase.Succeeded, Cancel);
    }

    [Theory]
    [InlineData("pin")]
    [InlineData("label")]
    public async Task Claim_OfATaskForOneSilo_BringsItThere_WhoeverClaimsIt(string how)
    {
        await using var cluster = await StartAsync(silos: 3);
        var owner = (await Store.ListOwnersAsync(Cancel))[0].Number;

        // Nobody is told of them: which silo looks first is chance, and each must bring all of them to theirs.
        foreach (var silo in cluster.Silos.Concat(cluster.Silos))
        {
            var demands = how == "pin"
                ? new TaskDemands { Silo = silo.Name }
                : new TaskDemands { RequiredLabels = new Dictionary<string, string> { ["name"] = silo.Name } };
            var task = DefinitionOf(Guid.CreateVersion7(), silo.SiloAddress) with
            {
                Kind = ScriptedTasks.Where.Name,
                Settings = TaskSettings.Of(new TaskTemplate { Kind = ScriptedTasks.Where.Name, Demands = demands }, silo.SiloAddress.ToParsableString()).Write(),
            };
            await Store.CommitAsync(owner, new TaskWrites { Inserts = [new TaskInsert(task, IsOwned: false)] }, Cancel);

            await Store.UntilAsync(async () => (await StoredAsync(new TaskId(task.Unique))).Phase.IsTerminal(), Cancel);
            var ended = await StoredAsync(new TaskId(task.Unique));
            Assert.Equal((TaskPhase.Succeeded, silo.Name), (ended.Phase, ended.SiloName));
        }
    }

    [Fact]
    [Trait("Peer", "River: a row that cannot be read is retried for ever")]
    public async Task Claim_OfATaskWhoseSettingsCannotBeRead_EndsItWithTheReason_AndGoesOn()
    {
        await using var cluster = await StartAsync(silos: 1);
        var owner = (await Store.ListOwnersAsync(Cancel))[0].Number;
        var (corrupt, sound) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var definition = DefinitionOf(sound, cluster.Silos[0].SiloAddress);
        await Store.CommitAsync(
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

        await Store.UntilAsync(
            async () => (await StoredAsync(new TaskId(sound))).Phase.IsTerminal() && (await StoredAsync(new TaskId(corrupt))).Phase.IsTerminal(), Cancel);

        Assert.Equal(TaskPhase.Succeeded, (await StoredAsync(new TaskId(sound))).Phase);
        var ended = await StoredAsync(new TaskId(corrupt));
        Assert.Equal((TaskPhase.Failed, "Spawner.TaskQuarantined"), (ended.Phase, ended.Failure!.Type));
        Assert.Contains("settings", ended.Failure.Message, StringComparison.Ordinal);
    }

    private static Messages.MovingTask MovingOf(Guid unique, SiloAddress home) => new()
    {
        Id = new TaskId(unique, home),
        Spec = RequestOf(unique, home).Tasks[0],
        Namespace = "test",
        Submitter = "test",
        SubmittedAt = TimeProvider.System.GetUtcNow(),
        Run = 1,
        Followers = [],
        Placer = home,
    };
}
