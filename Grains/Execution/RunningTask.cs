namespace Spawner.Grains.Execution;

/// <summary>Why a running task was asked to stop.</summary>
internal enum StopReason
{
    None = 0,
    Cancelled = 1,
    TimedOut = 2,

    /// <summary>It gave no sign of life for too long.</summary>
    Silent = 4,

    /// <summary>The time of the whole task is over.</summary>
    OutOfTime = 5,

    /// <summary>The silo leaves and its grace is over.</summary>
    SiloLeaves = 3,

    /// <summary>The task is another silo's.</summary>
    Superseded = 6,
}

/// <summary>
/// One run in progress: what the handler sees of its task, and how it is told to stop. The first reason to stop stands.
/// </summary>
internal sealed partial class RunningTask : ITaskContext, IThreadPoolWorkItem, IDisposable
{
    private const int MaximumProgressText = 1024;

    private readonly Executor _executor;
    private readonly Notes.NoteWriter _noteWriter;
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Usage", "CA2213", Justification = "Left to the collector: a late Stop may still be signalling it, and it holds no timer.")]
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private readonly Lock _threadLock = new();
    private long _onThread;
    private DedicatedThread? _thread;
    private int _reason;
    private ITimer? _timeout;
    private ITimer? _silence;
    private TimeSpan _longestSilence;
    private ITimer? _abandon;

    public RunningTask(
        Executor executor, TaskEntry entry, HandlerRegistration registration, Notes.NoteWriter noteWriter, TimeProvider clock, CancellationToken siloLeaving)
    {
        (Run, Attempt) = (entry.Run, 1 + (entry.Past?.Failures ?? 0));
        (_executor, Entry, Registration, SiloLeaving, _clock, _noteWriter) = (executor, entry, registration, siloLeaving, clock, noteWriter);
        StartedAt = clock.GetUtcNow();
        Started = clock.GetTimestamp();
    }

    public TaskEntry Entry { get; }

    public HandlerRegistration Registration { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Monotonic time of the start.</summary>
    public long Started { get; }

    public TaskProgress? LastProgress { get; private set; }

    /// <summary>Waits outside its slot; owned by the executor's lock.</summary>
    public bool HoldsSlot { get; set; } = true;

    /// <summary>It has held its slot for so long that the slot is made up for; owned by the executor's lock.</summary>
    public bool IsLongRunning { get; set; }

    /// <summary>The outcome was recorded without waiting for the handler; owned by the executor's lock.</summary>
    public bool Abandoned { get; set; }

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    public CancellationToken StopToken => _stop.Token;

    public TaskId Id => Entry.Id;

    /// <summary>Fixed: the task may go on with a later run while a handler that does not answer still goes on with this one.</summary>
    public int Run { get; }

    public int Attempt { get; }

    public string Kind => Entry.Spec.Kind;

    public string? Name => Entry.Spec.Template.Name;

    public IReadOnlyDictionary<string, string> Tags => Entry.Spec.Template.Tags ?? System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    public string Namespace => Entry.Submission.Namespace;

    public CancellationToken SiloLeaving { get; }

    /// <summary>Time since it got a thread.</summary>
    public TimeSpan OnThreadFor => _clock.GetElapsedTime(_onThread);

    public TimeSpan Elapsed => _clock.GetElapsedTime(Started);

    public void ReportProgress(double? fraction, string? message = null)
    {
        if (fraction is not null and not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Progress is a share of the work: 0 to 1, or null.");
        }

        var progress = new TaskProgress
        {
            Fraction = fraction,
            Message = message is { Length: > MaximumProgressText } ? message[..MaximumProgressText] : message,
        };
        Heartbeat();
        LastProgress = progress;
        _executor.OnProgress(this);
        if (Entry.IsDurable)
        {
            Notes.OnProgress(progress);
        }
    }

    public void Heartbeat() => _silence?.Change(_longestSilence, Timeout.InfiniteTimeSpan);

    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken = default) =>
        WaitAsync(Task.Delay(delay, _clock, cancellationToken), cancellationToken);

    public async Task WaitAsync(Task waiting, CancellationToken cancellationToken = default)
    {
        _executor.StepOut(this);
        try
        {
            await waiting.WaitAsync(cancellationToken);
        }
        finally
        {
            _executor.StepIn(this);
        }
    }

    /// <summary>Its handler is called now, a while after it got its slot.</summary>
    public void OnThread()
    {
        _onThread = _clock.GetTimestamp();
        _thread = DedicatedThread.Current;
    }

    /// <summary>Its handler has returned, or waits and goes on wherever there is a thread.</summary>
    public void OffThread()
    {
        if (_thread is not null)
        {
            lock (_threadLock)
            {
                _thread = null;
            }
        }
    }

    /// <summary>If it has a thread of its own, that one gives way to others.</summary>
    public void GiveWay()
    {
        lock (_threadLock)
        {
            _thread?.GiveWay();
        }
    }

    /// <summary>Stops the task when it has run for so long.</summary>
    public void LimitTo(TimeSpan timeout) =>
        _timeout = _clock.CreateTimer(static self => ((RunningTask)self!).Stop(StopReason.TimedOut), this, timeout, Timeout.InfiniteTimeSpan);

    /// <summary>Stops the task when it has given no sign of life for so long.</summary>
    public void ExpectHeartbeats(TimeSpan longestSilence)
    {
        _longestSilence = longestSilence;
        _silence = _clock.CreateTimer(static self => ((RunningTask)self!).Stop(StopReason.Silent), this, longestSilence, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Signals the handler's token.</summary>
    /// <returns>Whether this was the first reason to stop.</returns>
    public bool Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) != (int)StopReason.None)
        {
            return false;
        }

        _abandon = _clock.CreateTimer(
            static self => ((RunningTask)self!)._executor.OnStopGraceOver((RunningTask)self!), this, _executor.StopGrace, Timeout.InfiniteTimeSpan);

        // CancelAsync runs what the handler registered on the thread pool: it may block, and this may be a grain's turn.
        _stop.CancelAsync().Ignore();
        return true;
    }

    /// <summary>Its turn on the thread pool has come.</summary>
    void IThreadPoolWorkItem.Execute() => _executor.RunAsync(this).Ignore();

    public void Dispose()
    {
        _timeout?.Dispose();
        _silence?.Dispose();
        _abandon?.Dispose();
    }
}
