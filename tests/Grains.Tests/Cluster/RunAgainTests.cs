using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Tasks that run again, and those that may not start yet or for ever, in both tiers; on silos over real sockets.</summary>
public sealed class RunAgainTests : DurableTests
{
    private static readonly RetryPolicy AtOnce = new() { MaximumAttempts = 3, Delay = TimeSpan.Zero };

    private readonly string _name = Guid.NewGuid().ToString("N");

    private Script Script => ScriptedTasks.Of(_name);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetResultAsync_WhenTheFirstRunsFail_TellsTheResultOfTheLast(bool durable)
    {
        await using var cluster = await StartAsync(silos: 2);
        Script.Plan = (context, _) => context.Attempt < 3 ? throw new InvalidOperationException($"attempt {context.Attempt}") : Task.FromResult("third");

        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, new SpawnOptions { Durable = durable, Retry = AtOnce }, Cancel);

        Assert.Equal("third", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal([1, 2, 3], Script.Contexts.Select(context => context.Attempt));
        var runs = Script.Contexts.Select(context => context.Run).ToArray();
        Assert.Equal(runs.Order().Distinct(), runs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetResultAsync_WhenEveryAttemptFails_ThrowsTheLastFailure(bool durable)
    {
        await using var cluster = await StartAsync(silos: 2);
        Script.Plan = (context, _) => throw new InvalidOperationException($"attempt {context.Attempt}");

        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, new SpawnOptions { Durable = durable, Retry = AtOnce }, Cancel);

        var failed = await Assert.ThrowsAsync<TaskFailedException>(() => task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal("attempt 3", failed.Snapshot.Failure!.Message);
        Assert.Equal(3, Script.Contexts.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetResultAsync_WhenTheHandlerSaysThatNoAttemptWillDo_FailsAtOnce(bool durable)
    {
        await using var cluster = await StartAsync(silos: 1);
        Script.Plan = (_, _) => throw new NonRetryableException("never");

        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, new SpawnOptions { Durable = durable, Retry = AtOnce }, Cancel);

        await Assert.ThrowsAsync<TaskFailedException>(() => task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Single(Script.Contexts);
    }

    [Fact]
    public async Task GetResultAsync_WhenOnlyTheRegistrationHasAPolicy_FollowsThat()
    {
        await using var cluster = await StartAsync(silos: 1);
        Script.Plan = (context, _) => context.Attempt == 1 ? throw new InvalidOperationException() : Task.FromResult("second");

        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.TriedTwice, _name, cancellationToken: Cancel);

        Assert.Equal("second", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetResultAsync_WhenTheHandlerSnoozes_RunsAgainAndChargesNoAttempt(bool durable)
    {
        await using var cluster = await StartAsync(silos: 2);
        Script.Plan = (_, _) => Script.Contexts.Count == 1 ? throw new SnoozeException(TimeSpan.FromMilliseconds(50)) : Task.FromResult("awake");

        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, new SpawnOptions { Durable = durable }, Cancel);

        Assert.Equal("awake", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.All(Script.Contexts, context => Assert.Equal(1, context.Attempt));
    }

    [Fact]
    public async Task GetResultAsync_WhenTheSiloDiesBetweenTwoAttempts_TellsTheResultOfAnother()
    {
        await using var cluster = await StartAsync(silos: 2);
        Script.Plan = (context, _) => context.Attempt == 1 ? throw new InvalidOperationException("first") : Task.FromResult("second");
        var retry = new RetryPolicy { MaximumAttempts = 2, Delay = TimeSpan.FromSeconds(2) };
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, new SpawnOptions { Durable = true, Retry = retry }, Cancel);
        await Store.UntilAsync(async () => (await Store.FindAsync([task.Id.Unique], Cancel))[0]!.Phase == TaskPhase.Scheduled, Cancel);

        await cluster.KillSiloAsync(cluster.Silos.Single(silo => silo.SiloAddress.Equals(task.Id.Home)), Cancel);

        Assert.Equal("second", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        var stored = (await Store.FindAsync([task.Id.Unique], Cancel))[0]!;
        Assert.Equal((1, 0, 0), (stored.Failures, stored.Crashes, stored.Losses));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SpawnAsync_ToStartLater_IsScheduledUntilThen(bool durable)
    {
        await using var cluster = await StartAsync(silos: 2);
        var started = TimeProvider.System.GetTimestamp();

        var task = await ClientOf(cluster).SpawnAsync(
            ScriptedTasks.Plan, _name, new SpawnOptions { Durable = durable, StartAfter = TimeSpan.FromMilliseconds(1500) }, Cancel);
        var waiting = await task.DescribeAsync(Cancel);
        await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel);

        Assert.Equal(TaskPhase.Scheduled, waiting.Phase);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(1500));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CancelAsync_OfAScheduledTask_EndsItAtOnce_AndWhoeverWaitsHearsIt(bool durable)
    {
        await using var cluster = await StartAsync(silos: 2);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, new SpawnOptions { Durable = durable, StartAfter = TimeSpan.FromDays(1) }, Cancel);
        var ended = task.GetOutcomeAsync(Cancel);

        Assert.Equal(CancelAnswer.Cancelled, await task.CancelAsync(Cancel));

        Assert.Equal(TaskPhase.Cancelled, (await ended.WaitAsync(TimeSpan.FromSeconds(5), Cancel)).Phase);
        Assert.Empty(Script.Contexts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOutcomeAsync_WhenTheTaskWaitsForTooLong_TimesOutUnstarted(bool durable)
    {
        await using var cluster = await StartAsync(silos: 1, slots: 1);
        var gate = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Gate, _name, cancellationToken: Cancel);
        await Script.StartedAsync();

        var task = await ClientOf(cluster).SpawnAsync(
            ScriptedTasks.Plan, _name, new SpawnOptions { Durable = durable, WaitingTimeout = TimeSpan.FromMilliseconds(300) }, Cancel);

        var outcome = await task.GetOutcomeAsync(Cancel).WaitAsync(Limit, Cancel);
        Assert.Equal(TaskPhase.TimedOut, outcome.Phase);
        Assert.Contains("waiting timeout", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.Null(outcome.StartedAt);
        Script.Open();
        await gate.GetResultAsync(Cancel);
        Assert.Single(Script.Contexts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOutcomeAsync_WhenTheWholeTakesTooLong_TimesOutWithoutAnotherAttempt(bool durable)
    {
        await using var cluster = await StartAsync(silos: 1);
        Script.Plan = async (_, stop) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return "never";
        };

        var task = await ClientOf(cluster).SpawnAsync(
            ScriptedTasks.Plan, _name, new SpawnOptions { Durable = durable, Retry = AtOnce, TotalTimeout = TimeSpan.FromMilliseconds(400) }, Cancel);

        Assert.Equal(TaskPhase.TimedOut, (await task.GetOutcomeAsync(Cancel).WaitAsync(Limit, Cancel)).Phase);
        Assert.Single(Script.Contexts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOutcomeAsync_WhenTheHandlerFallsSilent_TimesOutThatRunOnly(bool durable)
    {
        await using var cluster = await StartAsync(silos: 1);
        Script.Plan = async (context, stop) =>
        {
            await (context.Attempt == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop) : Task.CompletedTask);
            return "spoke";
        };

        var task = await ClientOf(cluster).SpawnAsync(
            ScriptedTasks.Plan, _name, new SpawnOptions { Durable = durable, Retry = AtOnce, HeartbeatTimeout = TimeSpan.FromMilliseconds(200) }, Cancel);

        Assert.Equal("spoke", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal(2, Script.Contexts.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SetPausedAsync_OfAKind_KeepsItsTasksFromStartingUntilItIsResumed(bool durable)
    {
        await using var cluster = await StartAsync(silos: 1, slots: 1);
        var options = new SpawnOptions { Durable = durable };

        // The second one is for the slot that makes up for one that is held for long.
        var gates = await ClientOf(cluster).SpawnManyAsync(ScriptedTasks.Gate, [_name, _name], options: null, Cancel);
        await Script.StartedAsync();
        var waiting = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, options, Cancel);
        await Store.SetPausedAsync(ScriptedTasks.Plan.Name, paused: true, Cancel);
        await Store.UntilAsync(async () => await IsHeldAsync(waiting, durable), Cancel);
        var later = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, options, Cancel);

        Script.Open();
        await gates.GetResultsAsync(Cancel);
        var other = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Echo, "another kind", options, Cancel);
        Assert.Equal("another kind", await other.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal(TaskPhase.Queued, (await waiting.DescribeAsync(Cancel)).Phase);
        Assert.Equal(TaskPhase.Queued, (await later.DescribeAsync(Cancel)).Phase);

        await Store.SetPausedAsync(ScriptedTasks.Plan.Name, paused: false, Cancel);
        Assert.Equal("done", await waiting.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal("done", await later.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
    }

    [Fact]
    public async Task CancelAsync_WhileItIsWrittenDownThatTheTaskRunsAgain_CancelsIt()
    {
        await using var cluster = await StartAsync(silos: 2);
        Script.Plan = async (_, stop) =>
        {
            await Script.OpenedAsync(stop);
            throw new InvalidOperationException();
        };
        var retry = new RetryPolicy { MaximumAttempts = 2, Delay = TimeSpan.FromHours(1), MaximumDelay = TimeSpan.FromHours(1) };
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, new SpawnOptions { Durable = true, Retry = retry }, Cancel);
        await Script.StartedAsync();
        var commits = Store.Commits;
        Store.Hold();
        Script.Open();
        await Store.UntilAsync(() => Store.Commits > commits, Cancel);

        Assert.Equal(CancelAnswer.Signalled, await task.CancelAsync(Cancel));
        Store.Release();

        Assert.Equal(TaskPhase.Cancelled, (await task.GetOutcomeAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(5), Cancel)).Phase);
        Assert.Single(Script.Contexts);
    }

    [Fact]
    public async Task StopSilo_WhileAnEndIsBeingWritten_WaitsForIt()
    {
        await using var cluster = await StartAsync(silos: 2);
        Script.Plan = (_, stop) => Script.OpenedAsync(stop);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Plan, _name, new SpawnOptions { Durable = true }, Cancel);
        await Script.StartedAsync();
        var commits = Store.Commits;
        Store.Hold();
        Script.Open();
        await Store.UntilAsync(() => Store.Commits > commits, Cancel);

        var stopping = cluster.StopSiloAsync(cluster.Silos.Single(silo => silo.SiloAddress.Equals(task.Id.Home)), Cancel);
        var looks = Store.Looks;
        await Store.UntilAsync(() => Store.Looks >= looks + 2, Cancel);
        Store.Release();
        await stopping;

        Assert.Equal("opened", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Single(Script.Contexts);
    }

    private async Task<bool> IsHeldAsync(TaskHandle task, bool durable) => durable
        ? (await Store.FindAsync([task.Id.Unique], Cancel))[0] is { Phase: TaskPhase.Queued } stored && stored.Owner == OwnerNumber.Nobody
        : (await task.DescribeAsync(Cancel)).WaitingFor?.Contains("paused", StringComparison.Ordinal) is true;
}
