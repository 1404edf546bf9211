namespace Spawner.Demo.Primes;

/// <summary>Runs <see cref="DemoKinds.LargestPrime"/>.</summary>
internal sealed class LargestPrimeHandler : ITaskHandler<NumberRange, LargestPrime>
{
    /// <inheritdoc/>
    public static TaskKind<NumberRange, LargestPrime> Kind => DemoKinds.LargestPrime;

    /// <inheritdoc/>
    public Task<LargestPrime> RunAsync(NumberRange input, ITaskContext context, CancellationToken cancellationToken) =>
        Task.FromResult(SegmentedSieve.Largest(input, done => context.ReportProgress(done), cancellationToken));
}
