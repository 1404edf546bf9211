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

/// <summary>Mean time that tasks hold their slots: a moving average of weight 1/16, within 10 µs and 60 s.</summary>
internal sealed class ServiceTimeAverage
{
    private const double NewestWeight = 1.0 / 16;
    private static readonly TimeSpan Least = TimeSpan.FromMicroseconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    private bool _any;

    /// <summary>The average; before the first task 50 ms, a guess between the tasks that the system is made for.</summary>
    public TimeSpan Value { get; private set; } = TimeSpan.FromMilliseconds(50);

    public void Add(TimeSpan time)
    {
        var next = _any ? Value + (NewestWeight * (time - Value)) : time;
        Value = next < Least ? Least : next > Most ? Most : next;
        _any = true;
    }
}
