namespace Spawner.Grains.Execution;

/// <summary>
/// Which ended tasks are kept: the youngest, within an age and a number of bytes, and all whose readers are still to be told.
/// Not thread-safe: owned by <see cref="Executor"/>.
/// </summary>
internal sealed class Retention(ExecutionOptions options)
{
    /// <summary>What an entry costs besides its payloads; measured on a heap of a million ended no-op tasks, rounded up.</summary>
    private const long EntryBytes = 512;

    private readonly Queue<(TaskEntry Entry, long Bytes)> _ended = [];

    // Their time is over, but somebody would ask for them. Bounded by what senders of notices hold, and not counted as bytes:
    // a reader that does not answer must not cost all others their outcomes.
    private readonly Queue<TaskEntry> _untold = [];
    private long _bytes;

    public void Add(TaskEntry entry)
    {
        var bytes = EntryBytes + (entry.End?.Result?.Length ?? 0) + (2L * (entry.End?.Failure?.Stack.Length ?? 0)) + entry.OutputBytes;
        _ended.Enqueue((entry, bytes));
        _bytes += bytes;
    }

    /// <summary>Takes out the next entry that is kept no longer.</summary>
    public bool TryExpire(DateTimeOffset now, out TaskEntry? expired)
    {
        expired = null;
        while (expired is null
            && _ended.TryPeek(out var oldest)
            && (_bytes > options.MaximumRetainedBytes || now - oldest.Entry.End!.At > options.ResultRetention))
        {
            _ended.Dequeue();
            _bytes -= oldest.Bytes;
            if (oldest.Entry.HasNoticesUnderWay)
            {
                _untold.Enqueue(oldest.Entry);
            }
            else
            {
                expired = oldest.Entry;
            }
        }

        expired ??= NextTold();
        return expired is not null;
    }

    /// <summary>Looks at one only: it is asked at every end and each second, and the rest waits for the next time.</summary>
    private TaskEntry? NextTold()
    {
        if (!_untold.TryDequeue(out var first) || !first.HasNoticesUnderWay)
        {
            return first;
        }

        _untold.Enqueue(first);
        return null;
    }
}
