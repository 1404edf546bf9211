using Spawner.Client.Tests.Scripted;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Tasks;

public sealed class OutstandingTaskCheckerTests : IDisposable
{
    private readonly ScriptedClient _sut = new();

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task Check_WhenTheHomeIsDead_AsksAndEndsTheTaskAsLost()
    {
        var task = await _sut.SpawnAsync();
        _sut.Intake.OnGetCluster = () => ScriptedIntake.Cluster(ScriptedIntake.OtherHome);
        _sut.Intake.OnFollow = r => Task.FromResult(new FollowReply { Notices = [.. r.Ids.Select(Notices.Lost)] });
        var waiting = task.GetResultAsync(ScriptedClient.Cancel);

        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);

        var asked = await _sut.Intake.NextFollowAsync();
        Assert.Equal(task.Id, Assert.Single(asked.Ids));
        Assert.NotNull(asked.Observer);
        var failure = await Assert.ThrowsAsync<TaskLostException>(() => waiting);
        Assert.Equal("double", failure.Snapshot.Kind);
        Assert.Contains("127.0.0.1:11111@1", failure.Snapshot.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WhenTheTaskHasMovedToALiveSilo_AsksOnceAndWaitsOn()
    {
        var task = await _sut.SpawnAsync();
        _sut.Intake.OnGetCluster = () => ScriptedIntake.Cluster(ScriptedIntake.OtherHome);
        _sut.Intake.OnFollow = r => Task.FromResult(new FollowReply { Notices = [Notices.Running(r.Ids[0], run: 2) with { Silo = ScriptedIntake.OtherHome }] });

        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);
        await _sut.Intake.NextFollowAsync();
        _sut.Intake.OnFollow = _ => throw new InvalidOperationException("asked again");
        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);
        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);
        await _sut.Intake.NotifyAsync(Notices.Result(task.Id, "42"));

        Assert.Equal(42, await task.GetResultAsync(ScriptedClient.Cancel));
    }

    [Fact]
    public async Task Check_WhenTheHomeLives_AsksNothingUntilThePeriodWithoutNewsIsOver()
    {
        var task = await _sut.SpawnAsync();
        _sut.Intake.OnFollow = r => Task.FromResult(new FollowReply { Notices = [Notices.Succeeded(task.Id, "42")] });
        var waiting = task.GetResultAsync(ScriptedClient.Cancel);
        for (var i = 0; i < 9; i++)
        {
            await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);
        }

        Assert.False(waiting.IsCompleted);
        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);

        Assert.Equal(task.Id, Assert.Single((await _sut.Intake.NextFollowAsync()).Ids));
        Assert.Equal(42, await waiting.Soon("the result whose notice was dropped"));
    }

    [Fact]
    public async Task Check_WhenTheClusterNoLongerKnowsTheTask_SaysSo()
    {
        var task = await _sut.SpawnAsync();
        _sut.Intake.OnGetCluster = () => ScriptedIntake.Cluster(ScriptedIntake.OtherHome);
        _sut.Intake.OnFollow = _ => Task.FromResult(new FollowReply { Notices = [null] });

        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);

        await Assert.ThrowsAsync<UnknownTaskException>(() => task.GetResultAsync(ScriptedClient.Cancel));
    }

    [Fact]
    public async Task Check_WhenManyAreAtADeadSilo_AsksInMessagesWithinTheBound()
    {
        var batch = await _sut.SpawnManyAsync((SpawnLimits.MaximumBatchItems * 2) + 1);
        _sut.Intake.OnGetCluster = () => ScriptedIntake.Cluster(ScriptedIntake.OtherHome);
        _sut.Intake.OnFollow = r => Task.FromResult(new FollowReply { Notices = [.. r.Ids.Select(Notices.Lost)] });

        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);

        await Task.WhenAll(batch.Tasks.Select(t => t.GetOutcomeAsync(ScriptedClient.Cancel))).Soon("all outcomes");
        Assert.Equal(SpawnLimits.MaximumBatchItems, (await _sut.Intake.NextFollowAsync()).Ids.Length);
        Assert.Equal(SpawnLimits.MaximumBatchItems, (await _sut.Intake.NextFollowAsync()).Ids.Length);
        Assert.Single((await _sut.Intake.NextFollowAsync()).Ids);
    }

    [Fact]
    public async Task Check_WhenAGatewayLagsBehind_DoesNotTakeItsWord()
    {
        await _sut.SpawnAsync();
        _sut.Intake.OnGetCluster = () => ScriptedIntake.Cluster(ScriptedIntake.Home) with { Version = 5 };
        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);
        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);
        _sut.Intake.OnFollow = _ => throw new InvalidOperationException("asked on an old view");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sut.Intake.OnGetCluster = () => ScriptedIntake.Cluster(ScriptedIntake.OtherHome) with { Version = 4 };

        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);
        _sut.Intake.OnFollow = r =>
        {
            asked.TrySetResult();
            return Task.FromResult(new FollowReply { Notices = [.. r.Ids.Select(Notices.Lost)] });
        };
        _sut.Intake.OnGetCluster = () => ScriptedIntake.Cluster(ScriptedIntake.OtherHome) with { Version = 6 };
        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);

        await asked.Task.Soon("the question on the newer view");
    }

    [Fact]
    public async Task Check_WhenTheClusterCannotBeAsked_GoesOn()
    {
        var task = await _sut.SpawnAsync();
        _sut.Intake.OnGetCluster = () => throw new InvalidOperationException("broken");
        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);
        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);
        _sut.Intake.OnGetCluster = () => ScriptedIntake.Cluster(ScriptedIntake.OtherHome);
        _sut.Intake.OnFollow = r => Task.FromResult(new FollowReply { Notices = [.. r.Ids.Select(Notices.Lost)] });

        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);

        await Assert.ThrowsAsync<TaskLostException>(() => task.GetResultAsync(ScriptedClient.Cancel));
    }
}
