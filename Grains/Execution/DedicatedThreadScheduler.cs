namespace Spawner.Grains.Execution;

/// <summary>
/// Runs handlers that compute or block on threads of their own, so that user code never starves the thread pool that
/// Orleans lives on. A thread is made when work waits and none is idle, and ends when it has been idle for a while.
/// </summary>
internal sealed partial class DedicatedThreadScheduler(IOptions<ExecutionOptions> options, ILogger<DedicatedThreadScheduler> logger) : TaskScheduler
{
    private static readonly TimeSpan IdleLife = TimeSpan.FromSeconds(10);

    // A monitor, not a Lock: idle threads wait on it.
    private readonly object _gate = new();
    private readonly Queue<Task> _work = [];
    private readonly ExecutionOptions _options = options.Value;
    private int _idle;
    private int _threads;

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _work.Enqueue(task);
            if (_work.Count <= _idle || _threads >= _options.MaximumDedicatedThreads)
            {
                Monitor.Pulse(_gate);
                return;
            }

            _threads++;
        }

        StartThread();
    }

    /// <summary>Only on a dedicated thread: elsewhere user code would run on the thread that waits for it.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => DedicatedThread.Current is not null && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _work];
        }
    }

    private void Work()
    {
        var self = new DedicatedThread(_options.DedicatedThreadNice);
        DedicatedThread.Current = self;
        if (self.StepBack() is { } error)
        {
            LogPriorityKept(_options.DedicatedThreadNice, error);
        }

        while (WaitForWork() is { } task)
        {
            TryExecuteTask(task);
            if (self.IsWornOut)
            {
                Retire();
                return;
            }
        }
    }

    /// <summary>The calling thread ends; if work waits, another takes its place.</summary>
    private void Retire()
    {
        lock (_gate)
        {
            if (_work.Count <= _idle)
            {
                _threads--;
                return;
            }
        }

        StartThread();
    }

    private void StartThread() => new Thread(Work) { IsBackground = true, Name = "spawner task" }.Start();

    private Task? WaitForWork()
    {
        lock (_gate)
        {
            _idle++;
            while (_work.Count == 0)
            {
                if (!Monitor.Wait(_gate, IdleLife) && _work.Count == 0)
                {
                    _idle--;
                    _threads--;
                    return null;
                }
            }

            _idle--;
            return _work.Dequeue();
        }
    }

    [LoggerMessage(LogLevel.Warning, "A dedicated thread keeps its priority: setpriority({Nice}) failed with error {Error}")]
    private partial void LogPriorityKept(int nice, int error);
}
