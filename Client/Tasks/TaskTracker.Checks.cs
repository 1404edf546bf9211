using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Spawner.Client.Tasks;

internal sealed partial class TaskTracker
{
    // Silos that hold, or have held, tracked tasks. While all of them live, no task need be looked at to know that none is lost.
    private readonly ConcurrentDictionary<SiloAddress, byte> _holders = new();

    // Where the round of asking again stands; owned by the one checker.
    private IEnumerator<KeyValuePair<Guid, TrackedTask>>? _round;

    /// <summary>Tasks whose silo is not among the live ones.</summary>
    /// <param name="live">The live silos.</param>
    /// <param name="askedAt">When they were asked for: tasks that were heard of since may be on a silo that has joined since.</param>
    public List<TrackedTask> FindAtDeadSilos(IReadOnlySet<SiloAddress> live, long askedAt)
    {
        List<TrackedTask> found = [];
        var dead = _holders.Keys.Where(silo => !live.Contains(silo)).ToHashSet();
        if (dead.Count == 0)
        {
            return found;
        }

        foreach (var silo in dead)
        {
            _holders.TryRemove(silo, out _);
        }

        foreach (var (_, task) in _tasks)
        {
            if (!task.IsAcknowledged || task.Holder is not { } holder || !dead.Contains(holder))
            {
                continue;
            }

            // Looked for again at the next check, until an answer says where it is or how it ended.
            _holders.TryAdd(holder, default);
            if (task.HeardAt <= askedAt)
            {
                found.Add(task);
            }
        }

        return found;
    }

    /// <summary>
    /// The next tasks, in turn, of which nothing was heard for a period. Looks at ten times as many as it may return, so that
    /// a check stays short whatever the number of tasks.
    /// </summary>
    public List<TrackedTask> TakeUnheard(TimeSpan period, int most)
    {
        var now = clock.GetTimestamp();
        var newest = now - (long)(period.TotalSeconds * clock.TimestampFrequency);
        List<TrackedTask> found = [];
        _round ??= _tasks.GetEnumerator();
        for (var looks = most * 10; looks > 0 && found.Count < most; looks--)
        {
            if (!_round.MoveNext())
            {
                EndRound();
                break;
            }

            var task = _round.Current.Value;
            if (task.IsAcknowledged && !task.HasEnded && task.HeardAt <= newest)
            {
                found.Add(task);
            }
        }

        return found;
    }

    /// <summary>Starts the next round at the beginning; an unfinished one would hold on to tasks that have ended.</summary>
    public void EndRound()
    {
        _round?.Dispose();
        _round = null;
    }

    private void NoteHolder(SiloAddress? holder)
    {
        // Adding takes a lock, and there are few holders of many tasks.
        if (holder is not null && !_holders.ContainsKey(holder))
        {
            _holders.TryAdd(holder, default);
        }
    }
}
