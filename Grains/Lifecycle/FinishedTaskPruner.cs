using Spawner.Grains.Storage;

namespace Spawner.Grains.Lifecycle;

/// <summary>
/// Lets the store forget ended tasks whose time is over. Every silo does it, at moments of its own: they share the work, and none
/// has to be chosen.
/// </summary>
internal sealed partial class FinishedTaskPruner(
    IOptions<DurabilityOptions> options, Random random, TimeProvider clock, ILogger<FinishedTaskPruner> logger, ITaskStore? store = null)
{
    /// <summary>Parts that one round forgets at most: at 1,000 to 5,000 tasks each more than silos can end between two rounds.</summary>
    internal const int MaximumParts = 500;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    // Between two parts of a round: what waits for the store's one writer goes first.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly TaskRetention _retention =
        new(options.Value.SucceededRetention, options.Value.CancelledRetention, options.Value.FailedRetention);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(NextWait(), clock, cancellationToken);
                await TryRunOnceAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <summary>Forgets what is due, in parts.</summary>
    /// <returns>Parts that were asked for.</returns>
    /// <exception cref="TaskStoreException">The store did not do it.</exception>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        for (var part = 1; ; part++)
        {
            if (!await store!.PruneAsync(_retention, cancellationToken) || part == MaximumParts)
            {
                return part;
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <summary>Half to one and a half periods.</summary>
    internal TimeSpan NextWait() => Period * (0.5 + random.NextDouble());

    private async Task TryRunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
        }
        catch (TaskStoreException failure)
        {
            LogNotPruned(failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Ended tasks whose time is over could not be forgotten, which is tried again: {Reason}")]
    private partial void LogNotPruned(string reason);
}
