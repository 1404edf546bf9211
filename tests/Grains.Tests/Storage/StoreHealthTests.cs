using Microsoft.Extensions.Time.Testing;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Storage;

public class StoreHealthTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StoreHealth _health;

    public StoreHealthTests() => _health = new StoreHealth(_clock);

    [Fact]
    public void Problem_WhenNobodyHasAsked_IsNone() => Assert.Null(_health.Problem);

    [Fact]
    public async Task Problem_WhenTheLatestTryFailed_IsItsReasonUntilOneSucceeds()
    {
        await FailAsync(StoreUse.Renewal, new TaskStoreException("no server answers", isTransient: true));
        await _health.AskAsync(StoreUse.Recovery, () => Task.FromResult(0));
        Assert.Equal("no server answers", _health.Problem);

        await _health.AskAsync(StoreUse.Renewal, () => Task.FromResult(0));
        Assert.Null(_health.Problem);
    }

    [Fact]
    public async Task Problem_WhenNoAnswerComes_SaysForHowLong()
    {
        var answer = new TaskCompletionSource<int>();
        var asked = _health.AskAsync(StoreUse.Renewal, () => answer.Task);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(_health.Problem);

        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("it has not answered for 7 s", _health.Problem);

        answer.SetResult(0);
        await asked;
        Assert.Null(_health.Problem);
    }

    [Fact]
    public async Task Problem_WhenTheStoreRefuses_IsNone()
    {
        await FailAsync(StoreUse.Renewal, new LeaseLostException(new OwnerNumber(1)));
        await FailAsync(StoreUse.Commit, new TaskStoreException("too large", isTransient: false));
        await FailAsync(StoreUse.Recovery, new OperationCanceledException());

        Assert.Null(_health.Problem);
    }

    private Task FailAsync(StoreUse use, Exception failure) =>
        Assert.ThrowsAsync(failure.GetType(), () => _health.AskAsync(use, () => Task.FromException<int>(failure)));
}
