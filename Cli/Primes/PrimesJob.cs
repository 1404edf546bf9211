using System.Globalization;
using Spawner.Cli.Running;
using Spawner.Client;
using Spawner.Demo;

namespace Spawner.Cli.Primes;

/// <summary>Finds the largest prime below a limit, and counts the primes below it if that takes seconds and not hours.</summary>
internal sealed class PrimesJob(long limit) : IDemoJob<PrimesAnswer>
{
    /// <summary>Below it there is a prime: 2.</summary>
    public const long LowestLimit = 3;

    public const long HighestLimit = 1_000_000_000_000;

    private const long HighestCounted = 1_000_000_000;

    /// <inheritdoc/>
    public TaskKind Kind => Counts ? DemoKinds.CountPrimes : DemoKinds.LargestPrime;

    private bool Counts => limit <= HighestCounted;

    /// <summary>Reads a limit: digits, with '_' between them.</summary>
    public static bool TryParseLimit(string text, out long limit) =>
        long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out limit)
        && limit is >= LowestLimit and <= HighestLimit;

    /// <inheritdoc/>
    public void Prepare()
    {
        // The limit says it all.
    }

    /// <inheritdoc/>
    public async Task WarmUpAsync(ISpawnerClient client, CancellationToken cancellationToken)
    {
        var sample = new NumberRange(0, PrimeRanges.Window);
        if (Counts)
        {
            await (await client.BroadcastAsync(DemoKinds.CountPrimes, sample, options: null, cancellationToken)).GetResultsAsync(cancellationToken);
        }
        else
        {
            await (await client.BroadcastAsync(DemoKinds.LargestPrime, sample, options: null, cancellationToken)).GetResultsAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<PrimesAnswer> RunAsync(PieceSpawner spawner, int pieces, CancellationToken cancellationToken) =>
        Counts ? CountAsync(spawner, pieces, cancellationToken) : SearchAsync(spawner, pieces, cancellationToken);

    private async Task<PrimesAnswer> CountAsync(PieceSpawner spawner, int pieces, CancellationToken cancellationToken)
    {
        var ranges = PrimeRanges.Split(new NumberRange(0, limit), pieces);
        var counts = await spawner.RunAllAsync(DemoKinds.CountPrimes, ranges, cancellationToken);
        return new PrimesAnswer(limit, counts.Max(c => c.Largest)!.Value, counts.Sum(c => c.Count), limit);
    }

    private async Task<PrimesAnswer> SearchAsync(PieceSpawner spawner, int pieces, CancellationToken cancellationToken)
    {
        var examined = 0L;
        for (var end = limit; ; end -= pieces * PrimeRanges.Window)
        {
            var windows = PrimeRanges.WindowsBelow(end, pieces);
            var found = await spawner.RunAllAsync(DemoKinds.LargestPrime, windows, cancellationToken);
            examined += found.Sum(f => f.Examined);
            if (found.Max(f => f.Prime) is { } largest)
            {
                return new PrimesAnswer(limit, largest, Count: null, examined);
            }
        }
    }
}
