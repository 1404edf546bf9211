namespace Spawner.Grains.Execution;

/// <summary>What is to happen to a task at some time.</summary>
internal enum AgendaItem : byte
{
    /// <summary>It may start.</summary>
    Start,

    /// <summary>It must have started.</summary>
    WaitingTimeout,

    /// <summary>It must have ended.</summary>
    TotalTimeout,
}

/// <summary>
/// Tasks for which time alone is a reason, the next one first, and one timer for all of them. Not thread-safe: owned by
/// <see cref="Executor"/>, which is called, without its lock, when something is due.
/// </summary>
internal sealed class Agenda(TimeProvider clock, Action onDue, Func<TaskEntry, AgendaItem, bool> isOver) : IDisposable
{
    /// <summary>Few are not worth looking through.</summary>
    private const int LeastToCompact = 1024;

    private readonly PriorityQueue<(TaskEntry Entry, AgendaItem Item), long> _items = new();
    private ITimer? _timer;
    private long _armedFor = long.MaxValue;
    private int _compactAt = LeastToCompact;

    public void Add(TaskEntry entry, AgendaItem item, TimeSpan after)
    {
        var due = clock.GetTimestamp() + (long)(Math.Max(0, after.TotalSeconds) * clock.TimestampFrequency);
        _items.Enqueue((entry, item), due);
        if (_items.Count >= _compactAt)
        {
            Compact();
        }

        Arm();
    }

    /// <summary>Takes the next item whose time has come.</summary>
    public bool TryTakeDue(out TaskEntry? entry, out AgendaItem item)
    {
        (entry, item) = (null, default);
        if (!_items.TryPeek(out var next, out var due) || due > clock.GetTimestamp())
        {
            _armedFor = long.MaxValue;
            Arm();
            return false;
        }

        _items.Dequeue();
        (entry, item) = next;
        return true;
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Ended tasks must not be kept until a limit that they never reached; looked for whenever the rest has doubled.</summary>
    private void Compact()
    {
        var left = _items.UnorderedItems.Where(item => !isOver(item.Element.Entry, item.Element.Item)).ToArray();
        _items.Clear();
        _items.EnqueueRange(left);
        _compactAt = Math.Max(LeastToCompact, 2 * left.Length);
    }

    private void Arm()
    {
        if (!_items.TryPeek(out _, out var due) || due >= _armedFor)
        {
            return;
        }

        _armedFor = due;
        var wait = TimeSpan.FromSeconds(Math.Max(0, (double)(due - clock.GetTimestamp()) / clock.TimestampFrequency));

        // A timer takes 49 days at most; one that rings too early finds nothing due, and is set again.
        wait = wait > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : wait;
        _timer ??= clock.CreateTimer(static due => ((Action)due!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
