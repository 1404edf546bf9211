namespace Spawner.Demo;

/// <summary>What a range holds.</summary>
/// <param name="Count">How many primes.</param>
/// <param name="Largest">The largest of them; <see langword="null"/> if there is none.</param>
public readonly record struct PrimeCount(long Count, long? Largest);

/// <summary>The upper end of what a range holds.</summary>
/// <param name="Prime">The largest prime; <see langword="null"/> if the range has none.</param>
/// <param name="Examined">How many numbers had to be looked at.</param>
public readonly record struct LargestPrime(long? Prime, long Examined);
