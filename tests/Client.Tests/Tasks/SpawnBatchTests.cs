using Spawner.Client.Tests.Scripted;

namespace Spawner.Client.Tests.Tasks;

public sealed class SpawnBatchTests : IDisposable
{
    private readonly ScriptedClient _sut = new();

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task AsCompletedAsync_WhenTasksEnd_YieldsThemInThatOrderWithoutAsking()
    {
        var batch = await _sut.SpawnManyAsync(3);
        _sut.Intake.OnFollow = _ => throw new InvalidOperationException("asked");
        await using var ended = batch.AsCompletedAsync(ScriptedClient.Cancel).GetAsyncEnumerator(ScriptedClient.Cancel);

        foreach (var i in new[] { 2, 0, 1 })
        {
            await _sut.Intake.NotifyAsync(Notices.Result(batch.Tasks[i].Id, "1"));
            Assert.True(await ended.MoveNextAsync().AsTask().Soon("the next end"));
            Assert.Same(batch.Tasks[i], ended.Current);
        }

        Assert.False(await ended.MoveNextAsync());
    }

    [Fact]
    public async Task WhenAnyAsync_WhenOneFails_ReturnsIt()
    {
        var batch = await _sut.SpawnManyAsync(3);
        var any = batch.WhenAnyAsync(ScriptedClient.Cancel);

        await _sut.Intake.NotifyAsync(Notices.Failed(batch.Tasks[1].Id));

        Assert.Same(batch.Tasks[1], await any.Soon("the first end"));
    }

    [Fact]
    public async Task GetResultsAsync_WhenAllSucceed_ReturnsThemInOrder()
    {
        var batch = await _sut.SpawnManyAsync(3);
        var results = batch.GetResultsAsync(ScriptedClient.Cancel);

        await _sut.Intake.NotifyAsync([.. batch.Tasks.Select((t, i) => Notices.Result(t.Id, $"{i}")).Reverse()]);

        Assert.Equal(new[] { 0, 1, 2 }, await results.Soon("all results"));
    }

    [Fact]
    public async Task GetResultsAsync_WhenOneFails_ThrowsOnceAllHaveEnded()
    {
        var batch = await _sut.SpawnManyAsync(2);
        var results = batch.GetResultsAsync(ScriptedClient.Cancel);

        await _sut.Intake.NotifyAsync(Notices.Failed(batch.Tasks[0].Id));
        Assert.False(results.IsCompleted);
        await _sut.Intake.NotifyAsync(Notices.Result(batch.Tasks[1].Id, "1"));

        await Assert.ThrowsAsync<TaskFailedException>(() => results);
    }

    [Fact]
    public async Task CancelAsync_WhenCalled_AsksEveryTaskAndAnswersInOrder()
    {
        var batch = await _sut.SpawnManyAsync(200);
        _sut.Intake.OnCancel = id => id == batch.Tasks[7].Id ? CancelAnswer.AlreadyEnded : CancelAnswer.Signalled;

        var answers = await batch.CancelAsync(ScriptedClient.Cancel);

        Assert.Equal(200, _sut.Intake.Cancelled.Count);
        Assert.Equal(7, Array.IndexOf(answers, CancelAnswer.AlreadyEnded));
    }
}
