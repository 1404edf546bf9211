namespace Spawner.Grains.Placement;

/// <summary>A moving average of times, of weight 1/16, within bounds. Pure.</summary>
/// <param name="initial">What it says before the first time.</param>
/// <param name="least">It never says less.</param>
/// <param name="most">It never says more.</param>
internal sealed class MovingAverage(TimeSpan initial, TimeSpan least, TimeSpan most)
{
    private const double NewestWeight = 1.0 / 16;

    private bool _any;

    public TimeSpan Value { get; private set; } = initial;

    /// <summary>Mean time that tasks hold their slots. Before the first task 50 ms, a guess between the tasks that the system is made for.</summary>
    public static MovingAverage OfServiceTime() =>
        new(initial: TimeSpan.FromMilliseconds(50), least: TimeSpan.FromMicroseconds(10), most: TimeSpan.FromSeconds(60));

    /// <summary>Mean time that handlers of one kind run once they have a thread. Before the first task as long as a task's slot.</summary>
    public static MovingAverage OfHandlerTime() =>
        new(initial: TimeSpan.FromMilliseconds(50), least: TimeSpan.FromMicroseconds(1), most: TimeSpan.FromSeconds(60));

    /// <summary>Mean time of a message to another silo and of its answer.</summary>
    public static MovingAverage OfRoundTrip() =>
        new(initial: TimeSpan.FromMilliseconds(1), least: TimeSpan.FromMicroseconds(50), most: TimeSpan.FromMilliseconds(100));

    public void Add(TimeSpan time)
    {
        var next = _any ? Value + (NewestWeight * (time - Value)) : time;
        Value = next < least ? least : next > most ? most : next;
        _any = true;
    }
}
