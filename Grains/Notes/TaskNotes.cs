namespace Spawner.Grains.Notes;

/// <summary>
/// What a task has written on this silo. Of a task that the store does not know all that is kept of it; of a durable one only what
/// is not written down yet: the store has the rest, and says where it stands in the whole. Thread-safe; its lock is taken under
/// the executor's, never the other way round.
/// </summary>
internal sealed class TaskNotes(bool isDurable, OutputBudget budget)
{
    private readonly OutputText _text = new(budget);
    private TaskCompletionSource? _changed;
    private int _run;
    private int _number;
    private bool _hasEnded;

    /// <summary>Guards it, and the order in which its pieces go to the writer.</summary>
    public Lock Lock { get; } = new();

    /// <summary>Bytes that it holds.</summary>
    public int Bytes
    {
        get
        {
            lock (Lock)
            {
                return _text.Length;
            }
        }
    }

    /// <returns>Bytes, of this text or before, that are not kept now.</returns>
    public int Append(ReadOnlySpan<char> text)
    {
        int lost;
        lock (Lock)
        {
            lost = _text.Append(text);
        }

        if (!isDurable)
        {
            TellReaders();
        }

        return lost;
    }

    /// <summary>What is kept here, from a position on.</summary>
    public (long From, byte[] Bytes) Read(long from)
    {
        lock (Lock)
        {
            return _text.Read(from);
        }
    }

    /// <summary>Takes what is to be written down, with its number within the run.</summary>
    public (byte[] Piece, int Number)? Take_NeedsLock(int run)
    {
        (_run, _number) = run == _run ? (_run, _number) : (run, 0);
        var piece = _text.Take();
        return piece.Length == 0 ? null : (piece, ++_number);
    }

    /// <summary>The run is over; what it wrote counts no more as that of a running task.</summary>
    public void Seal()
    {
        lock (Lock)
        {
            _text.Seal();
        }
    }

    public void Restore(long start, byte[] text)
    {
        lock (Lock)
        {
            _text.Restore(start, text);
        }
    }

    /// <summary>The task has ended.</summary>
    public void OnEnded()
    {
        lock (Lock)
        {
            _hasEnded = true;
        }

        TellReaders();
    }

    /// <summary>Ends when there may be something new to read.</summary>
    public Task WhenChanged()
    {
        lock (Lock)
        {
            return _hasEnded ? Task.CompletedTask : (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public void TellReaders()
    {
        TaskCompletionSource? changed;
        lock (Lock)
        {
            (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult();
    }
}
