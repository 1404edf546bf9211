using System.Runtime.CompilerServices;

namespace Spawner.Demo.Primes;

/// <summary>Sieves one stretch of odd numbers at a time; the stretches may come in any order.</summary>
/// <param name="limit">Every number to be sieved is below it.</param>
internal sealed class OddSegment(long limit)
{
    /// <summary>Odd numbers in one stretch, a byte for each: they stay in the 256 KiB of a core's L2 cache.</summary>
    public const int Length = 128 * 1024;

    private readonly byte[] _flags = new byte[Length];
    private readonly int[] _primes = SmallPrimes.OddUpTo((int)Math.Sqrt(limit) + 1);

    /// <summary>Tells the primes of a stretch from the composites.</summary>
    /// <param name="first">The first odd number, at least 3.</param>
    /// <param name="count">How many odd numbers.</param>
    /// <returns>0 for each prime and 1 for each composite; valid until the next call.</returns>
    public ReadOnlySpan<byte> Sieve(long first, int count)
    {
        var composite = _flags.AsSpan(0, count);
        composite.Clear();
        var last = first + (2L * (count - 1));
        foreach (var prime in _primes)
        {
            var square = (long)prime * prime;
            if (square > last)
            {
                break;
            }

            Mark(composite, square >= first ? (square - first) / 2 : IndexOfOddMultiple(first, prime), prime);
        }

        return composite;
    }

    private static long IndexOfOddMultiple(long first, int prime)
    {
        var beyond = first % prime;
        var gap = beyond == 0 ? 0 : prime - beyond;

        // An odd gap leads to an even multiple; the next one is odd.
        return (gap % 2 == 0 ? gap : gap + prime) / 2;
    }

    // A task ends before the runtime would have found out that this loop is worth optimising.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mark(Span<byte> composite, long index, int prime)
    {
        for (; index < composite.Length; index += prime)
        {
            composite[(int)index] = 1;
        }
    }
}
