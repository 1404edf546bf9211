namespace Spawner.Grains.Execution;

/// <summary>When a running task counts as one that its slot should not be waited for. Pure.</summary>
internal static class LongRunning
{
    private const int TimesMean = 20;
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(1);

    /// <summary>Longer than 1 s, and longer than 20 times the mean: with unknown durations a task that has run long will run longer.</summary>
    public static TimeSpan Threshold(TimeSpan meanServiceTime) =>
        TimesMean * meanServiceTime is var threshold && threshold > AtLeast ? threshold : AtLeast;
}
