namespace Spawner.Grains.Execution;

/// <summary>Ended tasks that the store has made live again, or has forgotten: what is remembered of their end holds no longer.</summary>
internal sealed partial class Executor
{
    /// <summary>Lets go of durable tasks that have ended, here or elsewhere; whoever asks for them is told what the store has.</summary>
    public void ForgetEnded(IEnumerable<Guid> tasks)
    {
        lock (_lock)
        {
            foreach (var unique in tasks)
            {
                if (_tasks.TryGetValue(unique, out var entry) && entry is { IsDurable: true, Place: TaskPlace.Ended or TaskPlace.Elsewhere })
                {
                    Drop_NeedsLock(entry);
                }
            }
        }
    }

    /// <summary>Whether the end that is known of a task was undone by a retry: every owner of a task raises its run.</summary>
    private static bool LivesAgain(TaskEntry known, int run) => known is { IsDurable: true, Place: TaskPlace.Ended } && run > known.Run;

    /// <summary>Whether news of an end is of an earlier run than the one that is known to go on elsewhere.</summary>
    private static bool IsOutdated(TaskEntry entry, int run) => entry.IsDurable && run < entry.Run;
}
