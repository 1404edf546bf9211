using Spawner.Cli.Primes;
using Spawner.Demo;

namespace Spawner.Cli.Tests.Primes;

public class PrimeRangesTests
{
    [Fact]
    public void Split_WhenAnyLimitAndAnyCount_CoversTheRangeExactlyOnce()
    {
        var random = new Random(1);
        foreach (var limit in Limits(random))
        {
            var wanted = random.Next(1, 600);
            var pieces = PrimeRanges.Split(new NumberRange(0, limit), wanted);

            Assert.InRange(pieces.Count, 1, wanted);
            AssertCovers(0, limit, pieces);
        }
    }

    [Fact]
    public void Split_WhenTheRangeIsLong_MakesAsManyPiecesAsWantedOfAboutTheSameLength()
    {
        var pieces = PrimeRanges.Split(new NumberRange(0, 20_000_001), 48);

        Assert.Equal(48, pieces.Count);
        Assert.All(pieces, piece => Assert.InRange(piece.Length(), 416_666, 416_667));
    }

    [Fact]
    public void Split_WhenTheRangeIsShort_MakesNoPieceThatCostsMoreThanItsWork() =>
        Assert.Single(PrimeRanges.Split(new NumberRange(0, PrimeRanges.ShortestPiece + 1), 48));

    [Fact]
    public void WindowsBelow_WhenNumbersEnd_StopsAtZero()
    {
        var windows = PrimeRanges.WindowsBelow(2_500_000, 48);

        AssertCovers(0, 2_500_000, [.. windows.Reverse()]);
        Assert.Equal(3, windows.Count);
    }

    [Fact]
    public void WindowsBelow_WhenTheLimitIsHigh_GoesDownWithoutGaps()
    {
        const long Limit = PrimesJob.HighestLimit;

        AssertCovers(Limit - (48 * PrimeRanges.Window), Limit, [.. PrimeRanges.WindowsBelow(Limit, 48).Reverse()]);
    }

    private static IEnumerable<long> Limits(Random random) =>
        [3, 4, 5, 9_999, 10_000, 10_001, .. Enumerable.Range(0, 2000).Select(_ => random.NextInt64(3, 1L << random.Next(3, 40)))];

    private static void AssertCovers(long from, long to, IReadOnlyList<NumberRange> pieces)
    {
        Assert.Equal(from, pieces[0].From);
        Assert.Equal(to, pieces[^1].To);
        Assert.All(pieces, piece => Assert.True(piece.Length() > 0));
        Assert.All(pieces.Zip(pieces.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    }
}
