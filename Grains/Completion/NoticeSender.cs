using Spawner.Contracts;

namespace Spawner.Grains.Completion;

/// <summary>
/// Sends one reader its notices: one batch under way at a time, which the reader's answer paces, and meanwhile the next
/// gathers. Of a task's progress only the latest word is kept. Bounded: a reader that does not answer for long, or that is
/// too far behind, is given up; it must then ask.
/// </summary>
internal sealed class NoticeSender(Func<TaskNotices, Task> send, Action<int, Exception> onGivenUp, TimeProvider clock)
{
    private const int MaximumBatchItems = 1000;
    private const int MaximumBatchBytes = 1024 * 1024;
    private const int MaximumWaiting = 1_000_000;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<(TaskNotice? Notice, INoticeSubject Task)> _ends = [];
    private readonly Dictionary<Guid, TaskNotice> _progress = [];
    private TaskCompletionSource? _empty;
    private bool _sending;
    private bool _closed;

    /// <param name="notice">The news; <see langword="null"/> for the result of the task alone.</param>
    /// <param name="task">The task, which is kept until the news of its end has arrived.</param>
    public void Post(TaskNotice? notice, INoticeSubject task)
    {
        lock (_lock)
        {
            if (_closed || _ends.Count + _progress.Count >= MaximumWaiting)
            {
                return;
            }

            if (notice is null || notice.Phase.IsTerminal())
            {
                if (_progress.Count > 0)
                {
                    _progress.Remove(task.Result.Unique);
                }

                _ends.Enqueue((notice, task));
                task.OnNoticePosted();
            }
            else
            {
                _progress[notice.Id.Unique] = notice;
            }

            if (_sending)
            {
                return;
            }

            _sending = true;
        }

        // Not on the poster's turn or thread: it may hold a lock, or be a grain.
        Task.Run(SendAllAsync).Ignore();
    }

    public void Close()
    {
        lock (_lock)
        {
            Clear_NeedsLock();
        }
    }

    public Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            return _sending ? (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    private async Task SendAllAsync()
    {
        while (NextBatch() is { } batch)
        {
            await SendAsync(batch);
            batch.Ended.ForEach(static task => task.OnNoticeSettled());
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Design", "CA1031", Justification = "Whatever keeps a reader from answering, the sender tries again, then gives it up and says so.")]
    private async Task SendAsync(Batch batch)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await send(batch.News).WaitAsync(AnswerTimeout, clock);
                return;
            }
            catch (Exception failure)
            {
                if (clock.GetElapsedTime(started) > GiveUpAfter || failure is ClientNotAvailableException)
                {
                    onGivenUp(batch.Count + CloseAndCount(), failure);
                    return;
                }
            }

            await Task.Delay(RetryDelay, clock);
        }
    }

    private Batch? NextBatch()
    {
        lock (_lock)
        {
            var most = Math.Min(_ends.Count, MaximumBatchItems);
            List<TaskResult> results = new(most);
            List<TaskNotice> others = [];
            List<INoticeSubject> ended = new(most);
            var bytes = 0;
            while (ended.Count < MaximumBatchItems && bytes < MaximumBatchBytes && _ends.TryDequeue(out var end))
            {
                ended.Add(end.Task);
                var result = end.Task.Result;
                bytes += result.Result.Length + (end.Notice?.Snapshot?.Failure?.Stack.Length ?? 0);
                if (end.Notice is { } notice)
                {
                    others.Add(notice);
                }
                else
                {
                    results.Add(result);
                }
            }

            foreach (var unique in _progress.Keys.Take(MaximumBatchItems - ended.Count).ToList())
            {
                _progress.Remove(unique, out var notice);
                others.Add(notice!);
            }

            if (results.Count + others.Count > 0)
            {
                return new Batch(new TaskNotices([.. results], [.. others]), ended);
            }

            _sending = false;
            _empty?.TrySetResult();
            _empty = null;
            return null;
        }
    }

    private int CloseAndCount()
    {
        lock (_lock)
        {
            var waiting = _ends.Count + _progress.Count;
            Clear_NeedsLock();
            return waiting;
        }
    }

    private void Clear_NeedsLock()
    {
        _closed = true;
        foreach (var (_, task) in _ends)
        {
            task.OnNoticeSettled();
        }

        _ends.Clear();
        _progress.Clear();
    }

    /// <param name="News">What is sent.</param>
    /// <param name="Ended">Tasks whose ends are among it.</param>
    private sealed record Batch(TaskNotices News, List<INoticeSubject> Ended)
    {
        public int Count => News.Results.Length + News.Others.Length;
    }
}
