using Spawner.Grains.Execution;

namespace Spawner.Grains.Lifecycle;

/// <summary>Lets go of ended tasks whose time is over each second: at the end of another task alone, an idle silo would keep them.</summary>
internal sealed class RetentionSweeper(Executor executor, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                executor.ExpireEnded();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }
}
