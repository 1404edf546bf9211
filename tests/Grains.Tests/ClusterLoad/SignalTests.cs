using Spawner.Grains.ClusterLoad;

namespace Spawner.Grains.Tests.ClusterLoad;

public sealed class SignalTests : IDisposable
{
    private readonly Signal _sut = new();

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task WaitAsync_ForAPartOfAMillisecond_Waits()
    {
        var waiting = _sut.WaitAsync(TimeSpan.FromMilliseconds(0.3), TestContext.Current.CancellationToken);

        Assert.False(waiting.IsCompletedSuccessfully);
        Assert.False(await waiting);
    }

    [Fact]
    public async Task Set_MoreThanOnce_WakesOnce()
    {
        _sut.Set();
        _sut.Set();

        Assert.True(await _sut.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.False(await _sut.WaitAsync(TimeSpan.Zero, TestContext.Current.CancellationToken));
    }
}
