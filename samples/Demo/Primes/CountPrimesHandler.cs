namespace Spawner.Demo.Primes;

/// <summary>Runs <see cref="DemoKinds.CountPrimes"/>.</summary>
internal sealed class CountPrimesHandler : ITaskHandler<NumberRange, PrimeCount>
{
    /// <inheritdoc/>
    public static TaskKind<NumberRange, PrimeCount> Kind => DemoKinds.CountPrimes;

    /// <inheritdoc/>
    public Task<PrimeCount> RunAsync(NumberRange input, ITaskContext context, CancellationToken cancellationToken) =>
        Task.FromResult(SegmentedSieve.Count(input, done => context.ReportProgress(done), cancellationToken));
}
