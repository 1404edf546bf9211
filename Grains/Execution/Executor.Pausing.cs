using System.Collections.Frozen;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Execution;

/// <summary>Kinds that are paused: what runs goes on, and nothing starts. Durable tasks wait in the store, others here.</summary>
internal sealed partial class Executor
{
    private readonly HashSet<TaskEntry> _held = [];
    private FrozenSet<string> _paused = [];

    /// <summary>The kinds that are paused now.</summary>
    public void SetPaused(IReadOnlyCollection<string> kinds)
    {
        lock (_lock)
        {
            if (_paused.SetEquals(kinds))
            {
                return;
            }

            _paused = kinds.ToFrozenSet(StringComparer.Ordinal);
            foreach (var entry in _tasks.Values.Where(e => e.Place == TaskPlace.Waiting && IsPaused_NeedsLock(e)).ToList())
            {
                Dequeue_NeedsLock(entry);
                Hold_NeedsLock(entry);
            }

            foreach (var entry in _held.Where(e => !IsPaused_NeedsLock(e)).ToList())
            {
                _held.Remove(entry);
                Admit_NeedsLock(entry);
            }

            Pump_NeedsLock();
        }
    }

    private bool IsPaused_NeedsLock(TaskEntry entry) => _paused.Count > 0 && _paused.Contains(entry.Spec.Kind);

    private void Hold_NeedsLock(TaskEntry entry)
    {
        if (entry.IsDurable)
        {
            PutBack_NeedsLock(entry, PutBackReason.NotStarted, TimeSpan.Zero);
            return;
        }

        entry.Place = TaskPlace.Held;
        _held.Add(entry);
    }
}
