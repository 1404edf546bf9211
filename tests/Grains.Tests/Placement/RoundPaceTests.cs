using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Placement;

public sealed class RoundPaceTests
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(300);

    private readonly RoundPace _sut = new();

    [Fact]
    public void NextDue_BeforeTheFirstRound_IsAtOnce() => Assert.Equal(TimeSpan.Zero, _sut.NextDue(RoundTrip));

    [Fact]
    public void NextDue_WhileNothingChanges_DoublesThePauseUpToASecond()
    {
        var now = TimeSpan.FromSeconds(5);
        foreach (var pause in new[] { 300, 600, 1000, 1000 })
        {
            _sut.OnRound(now, FirstPause);
            Assert.Equal(now + TimeSpan.FromMilliseconds(pause), _sut.NextDue(RoundTrip));
            now = _sut.NextDue(RoundTrip);
        }
    }

    [Fact]
    public void NextDue_AfterNews_IsARoundTripAfterTheLastRound()
    {
        _sut.OnRound(TimeSpan.FromSeconds(5), FirstPause);
        _sut.Restart();

        Assert.Equal(TimeSpan.FromSeconds(5) + RoundTrip, _sut.NextDue(RoundTrip));
    }
}
