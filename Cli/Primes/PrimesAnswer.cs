namespace Spawner.Cli.Primes;

/// <summary>What the primes job finds out.</summary>
/// <param name="Below">Where it looked.</param>
/// <param name="Largest">The largest prime below that.</param>
/// <param name="Count">How many primes there are below; <see langword="null"/> if they were not counted.</param>
/// <param name="Examined">How many numbers were sieved.</param>
internal sealed record PrimesAnswer(long Below, long Largest, long? Count, long Examined);
