using Spawner.Contracts;

namespace Spawner.Grains.Execution;

/// <summary>
/// The answer to a request, held back for as long as its tasks are about to end: their ends then travel with it, and not in a
/// message of their own. Owned by <see cref="Executor"/> and used under its lock, unless said otherwise.
/// </summary>
internal sealed class Acknowledgement(ITaskObserver observer)
{
    /// <summary>Only where tasks are expected to end so soon is an answer held back.</summary>
    public static readonly TimeSpan SoonEnough = TimeSpan.FromMilliseconds(0.5);

    /// <summary>Most bytes of results in one answer: that of the intake has those of many silos.</summary>
    private const int MaximumBytes = 64 * 1024;

    /// <summary>What a notice takes besides its texts.</summary>
    private const int NoticeBytes = 512;

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<TaskResult> _results = [];
    private readonly List<TaskNotice> _others = [];
    private int _open;
    private int _bytes;
    private bool _isClosed;

    /// <summary>When there is nothing more to wait for. Needs no lock.</summary>
    public Task Over => _over.Task;

    /// <summary>Tasks whose ends were ever waited for.</summary>
    public int Tasks { get; private set; }

    /// <summary>One more task whose end is waited for.</summary>
    public void Add()
    {
        Tasks++;
        _open++;
    }

    /// <summary>A task does not end at once, or the time is over. Needs no lock.</summary>
    public void WaitNoLonger() => _over.TrySetResult();

    /// <summary>A task ended.</summary>
    /// <param name="reader">Who is to be told.</param>
    /// <param name="notice">The news; <see langword="null"/> for the result alone.</param>
    /// <param name="result">The result.</param>
    /// <returns>Whether the answer tells it; if not, somebody else must.</returns>
    public bool TryTake(ITaskObserver reader, TaskNotice? notice, TaskResult result)
    {
        if (_isClosed || !reader.Equals(observer))
        {
            return false;
        }

        if (--_open == 0)
        {
            _over.TrySetResult();
        }

        var bytes = result.Result.Length + (notice is null ? 0 : NoticeBytes + (notice.Snapshot?.Failure?.Stack.Length ?? 0));
        if (_bytes + bytes > MaximumBytes)
        {
            return false;
        }

        _bytes += bytes;
        if (notice is null)
        {
            _results.Add(result);
        }
        else
        {
            _others.Add(notice);
        }

        return true;
    }

    /// <summary>The answer goes now.</summary>
    /// <returns>What it tells; <see langword="null"/> for nothing.</returns>
    public TaskNotices? Close()
    {
        _isClosed = true;
        return _results.Count + _others.Count == 0 ? null : new TaskNotices([.. _results], [.. _others]);
    }
}
