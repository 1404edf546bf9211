namespace Spawner.Demo.Primes;

/// <summary>The primes by which a range is sieved.</summary>
internal static class SmallPrimes
{
    /// <summary>All odd primes up to a limit, which is included.</summary>
    public static int[] OddUpTo(int limit)
    {
        // Index i stands for the odd number 2i + 1.
        var composite = new bool[(limit + 1) / 2];
        var primes = new List<int>();
        for (var i = 1; i < composite.Length; i++)
        {
            if (composite[i])
            {
                continue;
            }

            var prime = (2 * i) + 1;
            primes.Add(prime);
            for (var multiple = (long)prime * prime / 2; multiple < composite.Length; multiple += prime)
            {
                composite[multiple] = true;
            }
        }

        return [.. primes];
    }
}
