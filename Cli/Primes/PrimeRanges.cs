using Spawner.Demo;

namespace Spawner.Cli.Primes;

/// <summary>Cuts ranges of numbers into pieces.</summary>
internal static class PrimeRanges
{
    /// <summary>Least numbers in a piece: below that, spawning it costs more than its work.</summary>
    public const long ShortestPiece = 10_000;

    /// <summary>Numbers in a window of a search: several thousand times the mean distance of primes below 10^12.</summary>
    public const long Window = 1_000_000;

    /// <summary>Cuts a range into pieces of about the same length that cover it exactly once, in order.</summary>
    public static IReadOnlyList<NumberRange> Split(NumberRange range, int wanted)
    {
        var pieces = Math.Clamp(range.Length() / ShortestPiece, 1, wanted);
        return [.. Enumerable.Range(0, (int)pieces).Select(i => new NumberRange(Cut(i), Cut(i + 1)))];

        long Cut(int i) => range.From + (long)((Int128)range.Length() * i / pieces);
    }

    /// <summary>The windows below a limit, the highest first; fewer than wanted where the numbers end.</summary>
    public static IReadOnlyList<NumberRange> WindowsBelow(long limit, int wanted) =>
    [
        .. Enumerable.Range(0, wanted)
            .Select(i => limit - (i * Window))
            .TakeWhile(end => end > 0)
            .Select(end => new NumberRange(Math.Max(0, end - Window), end)),
    ];
}
