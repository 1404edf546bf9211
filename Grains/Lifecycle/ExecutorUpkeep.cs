using Spawner.Grains.Execution;

namespace Spawner.Grains.Lifecycle;

/// <summary>
/// Does what only time is a reason for, since nothing else happens at that moment: lets go of ended tasks whose time is over, and
/// finds tasks that have become long-running.
/// </summary>
internal sealed class ExecutorUpkeep(Executor executor, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                executor.ExpireEnded();
                executor.FindLongRunning();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }
}
