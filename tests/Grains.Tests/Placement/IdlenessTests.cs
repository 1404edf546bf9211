using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Placement;

public sealed class IdlenessTests
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(4, 1, 100, 3)]
    [InlineData(4, 4, 100, 0)]
    [InlineData(4, 9, 100, 0)]
    [InlineData(4, 4, 0.5, 8)]
    public void Room_IsWhatIsFreeAndWhatEndsWithinARoundTrip(double slots, double load, double milliseconds, double room) =>
        Assert.Equal(room, Idleness.Room(slots, load, TimeSpan.FromMilliseconds(milliseconds), RoundTrip));

    [Theory]
    [InlineData(0.01, 2)]
    [InlineData(100, 50.5)]
    [InlineData(60_000, 5000)]
    public void NoteLife_IsHalfATaskLong_WithinBounds(double milliseconds, double life) =>
        Assert.Equal(TimeSpan.FromMilliseconds(life), Idleness.NoteLife(TimeSpan.FromMilliseconds(milliseconds), RoundTrip));

    [Theory]
    [InlineData(1, 4, 2)]
    [InlineData(20, 4, 5)]
    [InlineData(10_000, 4, Idleness.MostAskedPerRound)]
    [InlineData(3, 0, Idleness.MostAskedPerRound)]
    public void Asked_GrowsWithTheTasksThatWaitForEachSlot(int waiting, double slots, int asked) => Assert.Equal(asked, Idleness.Asked(waiting, slots));

    [Fact]
    public void UnusedNote_IsGoodUntilTheNextComes()
    {
        var rounds = new RoundPace();
        var now = TimeSpan.Zero;
        for (var round = 0; round < 20; round++)
        {
            now = rounds.NextDue(RoundTrip);
            rounds.OnRound(now, firstPause: RoundTrip);
        }

        Assert.True(rounds.NextDue(RoundTrip) < now + Idleness.UnusedNoteLife);
    }

    [Theory]
    [InlineData(2, 31.25)]
    [InlineData(1, 20)]
    [InlineData(64, 1000)]
    [InlineData(5000, 1000)]
    public void ReportPace_BoundsTheMessagesOfAPeriod(int peers, double milliseconds) =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(milliseconds),
            ReportPace.LeastInterval(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(20), peers, mostPeers: 64));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    public void HandOver_IsHalfOfTheQueue(int waiting, int most) =>
        Assert.Equal(most, HandOver.Most(waiting, waiting, slots: 4, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(1)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 0)]
    [InlineData(8, 0)]
    [InlineData(9, 1)]
    [InlineData(100, 50)]
    public void HandOver_KeepsWhatStartsWithinARoundTrip(int waiting, int most) =>
        Assert.Equal(most, HandOver.Most(waiting, waiting, slots: 4, TimeSpan.FromMilliseconds(0.5), TimeSpan.FromMilliseconds(1)));
}
