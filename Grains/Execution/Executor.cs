using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Completion;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;
using Spawner.Grains.Telemetry;

namespace Spawner.Grains.Execution;

/// <summary>
/// The tasks of one silo: takes them, queues them, gives them slots, runs them, and keeps them for a while after their
/// end (steps 6 to 8 of docs/architecture.md). One lock guards all of it; nothing is awaited and no user code runs
/// under it. Methods that need it say so in their name.
/// </summary>
internal sealed partial class Executor(
    ILocalSiloDetails self,
    SiloIdentity identity,
    HandlerRegistry handlers,
    AttemptPipeline pipeline,
    DedicatedThreadScheduler dedicatedThreads,
    NoticeBoard notices,
    HostLoad host,
    ActivationCounter activations,
    SpawnerInstruments instruments,
    IOptions<ExecutionOptions> options,
    TimeProvider clock,
    ILogger<Executor> logger) : ILoadSource, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ExecutionOptions _options = options.Value;
    private readonly SlotLedger _slots = new(options.Value.Slots);
    private readonly Dictionary<Guid, TaskEntry> _tasks = [];
    private readonly Queue<TaskEntry> _queue = [];
    private readonly HashSet<RunningTask> _holdingSlots = [];
    private readonly HashSet<TaskEntry> _parked = [];
    private readonly HashSet<TaskEntry> _moving = [];
    private readonly HashSet<TaskEntry> _elsewhere = [];
    private readonly Dictionary<SiloAddress, double> _receivedFrom = [];
    private readonly Dictionary<SiloAddress, string?> _dead = [];
    private readonly Retention _retention = new(options.Value);
    private readonly HeldAcknowledgements _heldAcknowledgements = new(clock);
    private readonly CancellationTokenSource _leaving = new();
    private readonly MovingAverage _serviceTime = MovingAverage.OfServiceTime();
    private readonly Dictionary<string, MovingAverage> _handlerTimes = [];

    private SiloState _state = SiloState.Joining;
    private DateTimeOffset _stateSince = clock.GetUtcNow();
    private long _reportSequence;
    private long _usedAt = clock.GetTimestamp();
    private SiloAddress? _lastPlacer;
    private int _toldLevel = LoadLevel.Untold;
    private int _waiting;
    private int _running;
    private long _waitingBytes;
    private double _waitingWeight;

    /// <summary>Raised, also under the lock, when the load went to another <see cref="LoadLevel"/>, a task came after a quiet time, or the state changed.</summary>
    public event Action? LoadChanged;

    /// <summary>Raised, also under the lock, when a task gave its slot back and the slot stays free.</summary>
    public event Action? RoomFreed;

    /// <summary>Raised outside the lock when tasks wait that may have somewhere else to go.</summary>
    public event Action? RelocationDue;

    public TimeSpan StopGrace => _options.StopGrace;

    public SiloState State
    {
        get
        {
            lock (_lock)
            {
                return State_NeedsLock();
            }
        }
    }

    /// <summary>Moves the silo between joining, active, draining and leaving. Leaving is final.</summary>
    public void SetState(SiloState state)
    {
        lock (_lock)
        {
            if (_state == state || _state == SiloState.Leaving)
            {
                return;
            }

            (_state, _stateSince) = (state, clock.GetUtcNow());
        }

        LogStateChanged(state);
        LoadChanged?.Invoke();
        RelocationDue?.Invoke();
        RoomFreed?.Invoke();
        if (state == SiloState.Leaving)
        {
            // On the thread pool: what handlers registered may block.
            _leaving.CancelAsync().Ignore();
        }
    }

    public SiloUsage Usage
    {
        get
        {
            lock (_lock)
            {
                return new SiloUsage(_lastPlacer, _running + _waiting + _parked.Count > 0 ? TimeSpan.Zero : clock.GetElapsedTime(_usedAt));
            }
        }
    }

    /// <summary>A peer told that it has room: what waits here may go there.</summary>
    public void OnPeerIdle()
    {
        if (CountLeft().Waiting > 0)
        {
            RelocationDue?.Invoke();
        }
    }

    /// <summary>This silo's load as it stands now, in the copy for one peer.</summary>
    public LoadReport Report(SiloAddress? reader)
    {
        lock (_lock)
        {
            return Report_NeedsLock(reader);
        }
    }

    public void Dispose()
    {
        _heldAcknowledgements.Dispose();
        _leaving.Dispose();
    }

    private LoadReport Report_NeedsLock(SiloAddress? reader)
    {
        var blocked = BlockedSlots_NeedsLock();
        return new LoadReport
        {
            Silo = self.SiloAddress,
            Sequence = ++_reportSequence,
            State = State_NeedsLock(),
            StateSince = _stateSince,
            ServingSlots = Math.Max(0, _slots.Slots - blocked),
            Load = Math.Max(0, _slots.Taken - blocked) + _waitingWeight + ((_running - _holdingSlots.Count) * PeerLoad.LeastWeight),
            SlotsTaken = _slots.Taken,
            Running = _running,
            Queued = _waiting + _parked.Count,
            ServiceTime = _serviceTime.Value,
            Cpu = host.Cpu,
            Memory = host.Memory,
            Activations = activations.Live,
            ReceivedFromYou = reader is not null && _receivedFrom.TryGetValue(reader, out var received) ? received : 0,
        };
    }

    /// <summary>Slots that serve no queue, since the tasks that hold them have run far longer than tasks here do.</summary>
    private double BlockedSlots_NeedsLock()
    {
        double blocked = 0;
        var longerThan = LongRunning.Threshold(_serviceTime.Value);
        foreach (var run in _holdingSlots)
        {
            blocked += run.Elapsed > longerThan ? run.Entry.Weight : 0;
        }

        return blocked;
    }

    private SiloState State_NeedsLock() =>
        _state == SiloState.Active && (_waiting > _options.MaximumQueuedTasks / 2 || host.IsMemoryShort) ? SiloState.Full : _state;

    [LoggerMessage(LogLevel.Information, "This silo is now {State}")]
    private partial void LogStateChanged(SiloState state);
}
