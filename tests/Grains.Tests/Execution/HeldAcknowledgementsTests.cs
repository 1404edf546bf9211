using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using Spawner.Contracts;
using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Execution;

public sealed class HeldAcknowledgementsTests : IDisposable
{
    // Of real time, and only so that a wait that never ends fails the test.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _clock = new();
    private readonly HeldAcknowledgements _sut;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public HeldAcknowledgementsTests() => _sut = new HeldAcknowledgements(_clock);

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task WaitAsync_WhenNothingEnds_IsOverAfterTwoPeriods()
    {
        var waiting = _sut.WaitAsync(new Acknowledgement(new Nobody()));

        _clock.Advance(HeldAcknowledgements.Period);
        Assert.False(waiting.IsCompleted);
        _clock.Advance(HeldAcknowledgements.Period);

        await waiting.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task WaitAsync_WhenAnotherBeganMuchEarlier_WaitsItsOwnTime()
    {
        var first = _sut.WaitAsync(new Acknowledgement(new Nobody()));
        _clock.Advance(HeldAcknowledgements.Period);
        var second = _sut.WaitAsync(new Acknowledgement(new Nobody()));

        _clock.Advance(HeldAcknowledgements.Period);

        await first.WaitAsync(Patience, Cancel);
        Assert.False(second.IsCompleted);
        _clock.Advance(HeldAcknowledgements.Period);
        await second.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task TryTake_OfTheLastEnd_EndsTheWait()
    {
        var observer = new Nobody();
        var held = new Acknowledgement(observer);
        held.Add();
        held.Add();
        var waiting = _sut.WaitAsync(held);

        Assert.True(held.TryTake(observer, notice: null, default));
        Assert.False(waiting.IsCompleted);
        Assert.True(held.TryTake(observer, notice: null, default));

        await waiting.WaitAsync(Patience, Cancel);
        Assert.Equal(2, held.Close()!.Results.Length);
    }

    [Fact]
    public void TryTake_OnceTheAnswerHasGone_LeavesItToOthers()
    {
        var observer = new Nobody();
        var held = new Acknowledgement(observer);
        held.Add();

        Assert.Null(held.Close());

        Assert.False(held.TryTake(observer, notice: null, default));
    }

    [Fact]
    public async Task TryTake_OfMoreThanAnAnswerHolds_LeavesItToOthersAndEndsTheWait()
    {
        var observer = new Nobody();
        var held = new Acknowledgement(observer);
        held.Add();
        held.Add();
        var waiting = _sut.WaitAsync(held);

        Assert.True(held.TryTake(observer, notice: null, new TaskResult(Guid.NewGuid(), Run: 1, new byte[60_000])));
        Assert.False(held.TryTake(observer, notice: null, new TaskResult(Guid.NewGuid(), Run: 1, new byte[60_000])));

        await waiting.WaitAsync(Patience, Cancel);
        Assert.Single(held.Close()!.Results);
    }

    [Fact]
    public void TryTake_ForAnotherReader_LeavesItToOthers()
    {
        var held = new Acknowledgement(new Nobody());
        held.Add();

        Assert.False(held.TryTake(new Nobody(), notice: null, default));
    }

    private sealed class Nobody : ITaskObserver
    {
        public Task OnNoticesAsync(TaskNotices notices) => Task.CompletedTask;
    }
}
