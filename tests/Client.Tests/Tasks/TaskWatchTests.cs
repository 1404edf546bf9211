using Spawner.Client.Tests.Scripted;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Tasks;

public sealed class TaskWatchTests : IDisposable
{
    private readonly ScriptedClient _sut = new();

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task WatchAsync_WhenTheTaskRuns_YieldsThePresentThenEachChangeThenTheEnd()
    {
        var task = await _sut.SpawnAsync();
        Answer(Notices.Queued(task.Id));
        await using var watch = task.WatchAsync(ScriptedClient.Cancel).GetAsyncEnumerator(ScriptedClient.Cancel);

        Assert.Equal((TaskPhase.Queued, null), await NextAsync(watch));
        Assert.Equal(FollowLevel.Everything, (await _sut.Intake.NextFollowAsync()).Level);
        await _sut.Intake.NotifyAsync(Notices.Running(task.Id));
        Assert.Equal((TaskPhase.Running, null), await NextAsync(watch));
        await _sut.Intake.NotifyAsync(Notices.Running(task.Id, progress: 0.5));
        Assert.Equal((TaskPhase.Running, 0.5), await NextAsync(watch));
        await _sut.Intake.NotifyAsync(Notices.Succeeded(task.Id, "42"));
        Assert.Equal((TaskPhase.Succeeded, null), await NextAsync(watch));
        Assert.False(await watch.MoveNextAsync());
    }

    [Fact]
    public async Task WatchAsync_WhenTheReaderIsSlow_SkipsToTheLatestProgressAndNeverMissesTheEnd()
    {
        var task = await _sut.SpawnAsync();
        await using var watch = task.WatchAsync(ScriptedClient.Cancel).GetAsyncEnumerator(ScriptedClient.Cancel);
        await NextAsync(watch);

        for (var percent = 1; percent < 100; percent++)
        {
            await _sut.Intake.NotifyAsync(Notices.Running(task.Id, percent / 100.0));
        }

        await _sut.Intake.NotifyAsync(Notices.Failed(task.Id));

        Assert.Equal((TaskPhase.Running, 0.99), await NextAsync(watch));
        Assert.Equal((TaskPhase.Failed, null), await NextAsync(watch));
        Assert.False(await watch.MoveNextAsync());
    }

    [Fact]
    public async Task WatchAsync_WhenNoticesRepeatOrComeLate_YieldsNoneTwiceAndNothingOlder()
    {
        var task = await _sut.SpawnAsync();
        Answer(Notices.Running(task.Id, run: 2));
        await using var watch = task.WatchAsync(ScriptedClient.Cancel).GetAsyncEnumerator(ScriptedClient.Cancel);
        await NextAsync(watch);

        await _sut.Intake.NotifyAsync(Notices.Running(task.Id, run: 2), Notices.Running(task.Id, progress: 0.9), Notices.Queued(task.Id, run: 2));
        await _sut.Intake.NotifyAsync(Notices.Failed(task.Id));

        Assert.Equal((TaskPhase.Failed, null), await NextAsync(watch));
    }

    [Fact]
    public async Task WatchAsync_WhenTheEndComesWithoutAPicture_YieldsThePicture()
    {
        var task = await _sut.SpawnAsync();
        await using var watch = task.WatchAsync(ScriptedClient.Cancel).GetAsyncEnumerator(ScriptedClient.Cancel);
        await NextAsync(watch);
        Answer(Notices.Succeeded(task.Id, "42"));

        await _sut.Intake.NotifyAsync(Notices.Result(task.Id, "42"));

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((TaskPhase.Succeeded, "first"), (watch.Current.Phase, watch.Current.SiloName));
    }

    [Fact]
    public async Task WatchAsync_WhenTheTaskHasEnded_YieldsTheEndOnly()
    {
        var task = await _sut.SpawnAsync();
        await _sut.Intake.NotifyAsync(Notices.Failed(task.Id));

        var seen = await task.WatchAsync(ScriptedClient.Cancel).ToListAsync(ScriptedClient.Cancel);

        Assert.Equal(TaskPhase.Failed, Assert.Single(seen).Phase);
    }

    [Fact]
    public async Task WatchAsync_WhenTheIdIsUnknown_SaysSo()
    {
        Answer(null);
        var task = _sut.Client.GetTask(new TaskId(Guid.CreateVersion7(), ScriptedIntake.Home));

        await Assert.ThrowsAsync<UnknownTaskException>(async () => await task.WatchAsync(ScriptedClient.Cancel).ToListAsync(ScriptedClient.Cancel));
    }

    [Fact]
    public async Task WatchAsync_WhenTwoWatch_BothSeeTheEnd()
    {
        var id = new TaskId(Guid.CreateVersion7(), ScriptedIntake.Home);
        var one = _sut.Client.GetTask(id).WatchAsync(ScriptedClient.Cancel).ToListAsync(ScriptedClient.Cancel).AsTask();
        var other = _sut.Client.GetTask(id).WatchAsync(ScriptedClient.Cancel).ToListAsync(ScriptedClient.Cancel).AsTask();
        await _sut.Intake.NextFollowAsync();
        await _sut.Intake.NextFollowAsync();

        await _sut.Intake.NotifyAsync(Notices.Failed(id));

        Assert.Equal(TaskPhase.Failed, (await one.Soon("one watch"))[^1].Phase);
        Assert.Equal(TaskPhase.Failed, (await other.Soon("the other watch"))[^1].Phase);
    }

    private void Answer(TaskNotice? notice) => _sut.Intake.OnFollow = _ => Task.FromResult(new FollowReply { Notices = [notice] });

    private static async Task<(TaskPhase, double?)> NextAsync(IAsyncEnumerator<TaskSnapshot> watch)
    {
        Assert.True(await watch.MoveNextAsync().AsTask().Soon("the next picture"));
        return (watch.Current.Phase, watch.Current.Progress?.Fraction);
    }
}
