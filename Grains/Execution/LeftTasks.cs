namespace Spawner.Grains.Execution;

/// <summary>
/// Durable tasks that were here lately, and in which run. What is late, a hand-over that is sent again or a list of what this silo
/// owns that was read before, must not have that run begin once more. Not thread-safe: owned by <see cref="Executor"/>.
/// </summary>
internal sealed class LeftTasks(TimeProvider clock)
{
    // About 10 MB, of a silo that lets go of thousands of tasks a second.
    private const int Most = 100_000;

    // Twice as long as a message is waited for. Of what is older the store is right.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Guid, (int Run, long At)> _left = [];
    private readonly Queue<(Guid Unique, long At)> _order = [];

    public void Add(Guid unique, int run)
    {
        var now = clock.GetTimestamp();
        _left[unique] = (run, now);
        _order.Enqueue((unique, now));
        while (_order.TryPeek(out var oldest) && (_order.Count > Most || clock.GetElapsedTime(oldest.At, now) > Memory))
        {
            _order.Dequeue();
            if (_left.TryGetValue(oldest.Unique, out var last) && last.At == oldest.At)
            {
                _left.Remove(oldest.Unique);
            }
        }
    }

    /// <summary>Whether a task was here in this run, or a later one.</summary>
    public bool Had(Guid unique, int run) =>
        _left.TryGetValue(unique, out var last) && last.Run >= run && clock.GetElapsedTime(last.At) <= Memory;
}
