using Spawner.Grains.Execution;

namespace Spawner.Grains.Lifecycle;

/// <summary>Looks for tasks that have become long-running: nothing happens at that moment that would tell.</summary>
internal sealed class LongRunningWatch(Executor executor, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                executor.FindLongRunning();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }
}
