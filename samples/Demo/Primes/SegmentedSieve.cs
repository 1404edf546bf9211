namespace Spawner.Demo.Primes;

/// <summary>The sieve of Eratosthenes over a range at any height, in memory that does not grow with it.</summary>
internal static class SegmentedSieve
{
    /// <summary>Where ranges must end: the base primes stay below a million.</summary>
    public const long Limit = 1_000_000_000_000;

    private const long Stride = 2L * OddSegment.Length;

    /// <summary>Counts the primes of a range, upwards.</summary>
    /// <param name="range">From 0 to <see cref="Limit"/>.</param>
    /// <param name="progress">Hears the share done after each segment.</param>
    /// <param name="cancellationToken">Ends the search between two segments.</param>
    public static PrimeCount Count(NumberRange range, Action<double>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(range);
        var segment = new OddSegment(range.To);
        long? largest = HasTwo(range) ? 2 : null;
        var count = largest is null ? 0L : 1;
        for (var first = FirstOdd(range); first < range.To; first += Stride)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var composite = segment.Sieve(first, OddNumbers(first, Math.Min(first + Stride, range.To)));
            count += composite.Count((byte)0);
            largest = Last(first, composite) ?? largest;
            progress?.Invoke(Math.Min(1.0, (double)(first + Stride - range.From) / range.Length()));
        }

        return new PrimeCount(count, largest);
    }

    /// <summary>Finds the largest prime of a range, downwards.</summary>
    /// <inheritdoc cref="Count"/>
    public static LargestPrime Largest(NumberRange range, Action<double>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(range);
        var segment = new OddSegment(range.To);
        var lowest = FirstOdd(range);
        for (var end = range.To; end > lowest;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var first = Math.Max(lowest, (end - Stride) | 1);
            if (Last(first, segment.Sieve(first, OddNumbers(first, end))) is { } prime)
            {
                return new LargestPrime(prime, range.To - first);
            }

            end = first;
            progress?.Invoke((double)(range.To - end) / range.Length());
        }

        return new LargestPrime(HasTwo(range) ? 2 : null, range.Length());
    }

    private static void Check(NumberRange range)
    {
        if (range.From < 0 || range.To < range.From || range.To > Limit)
        {
            throw new ArgumentOutOfRangeException(nameof(range), range, $"Accepted: 0 <= From <= To <= {Limit}.");
        }
    }

    private static bool HasTwo(NumberRange range) => range.From <= 2 && range.To > 2;

    private static long FirstOdd(NumberRange range) => Math.Max(3, range.From | 1);

    private static int OddNumbers(long first, long end) => (int)((end - first + 1) / 2);

    private static long? Last(long first, ReadOnlySpan<byte> composite) =>
        composite.LastIndexOf((byte)0) is var index and >= 0 ? first + (2L * index) : null;
}
