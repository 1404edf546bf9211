using Microsoft.Extensions.Time.Testing;
using Spawner.Storage.Sqlite;

namespace Spawner.Storage.Tests;

public class WriteShareTests
{
    private readonly FakeTimeProvider clock = new();

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void NextGap_WhenWritesFollowEachOther_LeavesOneOnlyForOthers(bool hasOthers, bool expected)
    {
        var share = new WriteShare(clock) { HasOthers = hasOthers };

        Assert.Equal(expected, Write(share, writes: 30, apart: TimeSpan.Zero).Any(gap => gap > WriteShare.LookPeriod));
    }

    [Fact]
    public void NextGap_WhenOthersWrite_ComesAfterTenMillisecondsOfWriting()
    {
        var share = new WriteShare(clock) { HasOthers = true };

        var gaps = Write(share, writes: 24, apart: TimeSpan.Zero);

        Assert.Equal([10, 21], gaps.Index().Where(gap => gap.Item > TimeSpan.Zero).Select(gap => gap.Index));
    }

    [Fact]
    public void NextGap_WhenWritesAreApartAnyway_IsZero()
    {
        var share = new WriteShare(clock) { HasOthers = true };

        Assert.All(Write(share, writes: 30, apart: TimeSpan.FromMilliseconds(5)), gap => Assert.Equal(TimeSpan.Zero, gap));
    }

    /// <summary>Writes that take a millisecond each.</summary>
    private List<TimeSpan> Write(WriteShare share, int writes, TimeSpan apart)
    {
        List<TimeSpan> gaps = [];
        for (var i = 0; i < writes; i++)
        {
            clock.Advance(apart);
            gaps.Add(share.NextGap());
            clock.Advance(gaps[^1] + TimeSpan.FromMilliseconds(1));
            share.OnWritten();
        }

        return gaps;
    }
}
