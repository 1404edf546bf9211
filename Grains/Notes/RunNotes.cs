using Spawner.Grains.Storage;

namespace Spawner.Grains.Notes;

/// <summary>A run that notes things about its task.</summary>
internal interface INotedRun
{
    TaskId Id { get; }

    int Run { get; }

    /// <summary>What it says of its task.</summary>
    RunNotes Notes { get; }

    /// <summary>The store refused what it noted: the task is another silo's, or has ended.</summary>
    void OnSuperseded();
}

/// <summary>
/// What one run says of its task, until it is over. Of a durable task the writer is told of all that is to be written down.
/// Thread-safe.
/// </summary>
internal sealed class RunNotes(INotedRun run, TaskNotes task, bool isDurable, NoteWriter writer)
{
    /// <summary>So much unwritten output does not wait for the writer's next round.</summary>
    private const int UrgentBytes = OutputLimit.Bytes / 4;

    private TaskProgress? _progress;
    private long _progressAt;
    private bool _hasWrittenProgress;
    private bool _isClosed;
    private int _isListed;

    public INotedRun Run { get; } = run;

    public TaskNotes Task { get; } = task;

    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Adds output; dropped once the run is over.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        int lost;
        bool isUrgent;
        lock (Task.Lock)
        {
            if (_isClosed)
            {
                return;
            }

            lost = Task.Append(text);
            isUrgent = Task.Bytes >= UrgentBytes;
        }

        OnChanged(isUrgent);
        if (lost > 0)
        {
            writer.OnDropped(lost);
        }
    }

    public void OnProgress(TaskProgress progress)
    {
        if (!isDurable)
        {
            return;
        }

        lock (Task.Lock)
        {
            if (_isClosed)
            {
                return;
            }

            _progress = progress;
        }

        OnChanged(isUrgent: false);
    }

    /// <summary>The writer has it in its list.</summary>
    /// <returns>Whether it was not there before.</returns>
    public bool TryList() => Interlocked.Exchange(ref _isListed, 1) == 0;

    public void Unlist() => Volatile.Write(ref _isListed, 0);

    /// <summary>What is to be written down now.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="isProgressDue">Whether progress that was written at a time may be written again.</param>
    /// <param name="isLeft">There is more, which is not due yet.</param>
    public TaskNote? Take_NeedsLock(long now, Func<long, bool> isProgressDue, out bool isLeft)
    {
        var output = Task.Take_NeedsLock(Run.Run);
        TaskProgress? progress = null;
        if (_progress is not null && (_isClosed || !_hasWrittenProgress || isProgressDue(_progressAt)))
        {
            (progress, _progress, _progressAt, _hasWrittenProgress) = (_progress, null, now, true);
        }

        isLeft = _progress is not null;
        return output is null && progress is null
            ? null
            : new TaskNote(Run.Id.Unique, Run.Run, progress, Output: output?.Piece, OutputNumber: output?.Number ?? 0);
    }

    /// <summary>The handler has returned, or is waited for no more: what is left is given to the writer before anything else about the task is.</summary>
    public void Close()
    {
        lock (Task.Lock)
        {
            if (_isClosed)
            {
                return;
            }

            Volatile.Write(ref _isClosed, true);
            if (!isDurable)
            {
                Task.Seal();
                return;
            }
        }

        writer.WriteNowAsync(this).Ignore();
    }

    private void OnChanged(bool isUrgent)
    {
        if (isDurable)
        {
            writer.OnNoted(this, isUrgent);
        }
    }
}
