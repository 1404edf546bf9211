namespace Spawner.Demo;

/// <summary>The kinds of task that the demo's host runs.</summary>
public static class DemoKinds
{
    /// <summary>Counts the primes of a range and finds its largest.</summary>
    public static readonly TaskKind<NumberRange, PrimeCount> CountPrimes =
        new("demo.primes.count", DemoJson.Compact.NumberRange, DemoJson.Compact.PrimeCount);

    /// <summary>Finds the largest prime of a range, searching downwards.</summary>
    public static readonly TaskKind<NumberRange, LargestPrime> LargestPrime =
        new("demo.primes.largest", DemoJson.Compact.NumberRange, DemoJson.Compact.LargestPrime);

    /// <summary>Computes the SHA-256 of each file of a list.</summary>
    public static readonly TaskKind<FileList, FileDigests> Digest =
        new("demo.digest", DemoJson.Compact.FileList, DemoJson.Compact.FileDigests);

    /// <summary>Waits, and computes nothing: it shows what a cluster does with work without loading the machine.</summary>
    public static readonly TaskKind<Pause, Pause> Pause =
        new("demo.pause", DemoJson.Compact.Pause, DemoJson.Compact.Pause);
}
