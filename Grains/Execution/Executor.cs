using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Completion;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;
using Spawner.Grains.Storage;
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
    TaskLedger ledger,
    Notes.NoteWriter noteWriter,
    IOptions<ExecutionOptions> options,
    IOptions<DurabilityOptions> storage,
    TimeProvider clock,
    Random random,
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
    private readonly LeftTasks _left = new(clock);
    private readonly HeldAcknowledgements _heldAcknowledgements = new(clock);
    private readonly CancellationTokenSource _leaving = new();
    private readonly MovingAverage _serviceTime = MovingAverage.OfServiceTime();
    private readonly Dictionary<string, KindRecord> _kinds = [];
    private readonly long _began = clock.GetTimestamp();

    private SiloState _state = SiloState.Joining;
    private DateTimeOffset _stateSince = clock.GetUtcNow();
    private long _reportSequence;
    private long _usedAt = clock.GetTimestamp();
    private long _slotFreeSince = clock.GetTimestamp();
    private string[]? _failingKinds;
    private int _unsoundKinds;
    private SiloAddress? _lastPlacer;
    private SiloAddress? _lastSender;
    private int _toldLevel = LoadLevel.Untold;
    private int _waiting;
    private int _running;
    private long _waitingBytes;
    private double _waitingWeight;

    /// <summary>Raised, also under the lock, when the load went to another <see cref="LoadLevel"/>, a task came after a quiet time, or the state changed.</summary>
    public event Action? LoadChanged;

    /// <summary>Raised, also under the lock, when a task gave its slot back and the slot stays free.</summary>
    public event Action? RoomFreed;

    /// <summary>Raised, also under the lock, when tasks wait that may have somewhere else to go.</summary>
    public event Action? RelocationDue;

    public TimeSpan StopGrace => _options.StopGrace;

    private Agenda Agenda => field ??= new Agenda(clock, OnAgendaDue, IsOver_NeedsLock);

    private TimeSpan Now => clock.GetElapsedTime(_began);

    public SiloState State
    {
        get
        {
            lock (_lock)
            {
                return State_NeedsLock(Gate_NeedsLock());
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
                return new SiloUsage(_lastPlacer, _lastSender, _running + _waiting + _parked.Count > 0 ? TimeSpan.Zero : clock.GetElapsedTime(_usedAt));
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
        Agenda.Dispose();
        _heldAcknowledgements.Dispose();
        _leaving.Dispose();
    }

    private LoadReport Report_NeedsLock(SiloAddress? reader)
    {
        var gate = Gate_NeedsLock();
        return new LoadReport
        {
            Silo = self.SiloAddress,
            Sequence = ++_reportSequence,
            State = State_NeedsLock(gate),
            StateSince = _stateSince,
            ServingSlots = LoadGates.ShownSlots(gate, _slots.Serving, _slots.TakenOfServing, Idleness.LeastRoom),
            Load = _slots.TakenOfServing + _waitingWeight + ((_running - _holdingSlots.Count) * PeerLoad.LeastWeight),
            SlotsTaken = _slots.Taken,
            Running = _running,
            Queued = _waiting + _parked.Count,
            ServiceTime = _serviceTime.Value,
            Cpu = host.Cpu,
            Memory = host.Memory,
            Activations = activations.Live,
            Gate = gate,
            FailingKinds = FailingKinds_NeedsLock(),
            ReceivedFromYou = reader is not null && _receivedFrom.TryGetValue(reader, out var received) ? received : 0,
        };
    }

    private SiloState State_NeedsLock(SiloGate gate) => _state == SiloState.Active && gate.IsFull() ? SiloState.Full : _state;

    private SiloGate Gate_NeedsLock()
    {
        var busyFor = host.BusyFor;
        if (busyFor > TimeSpan.Zero)
        {
            var freeFor = _slots.HasFree ? clock.GetElapsedTime(_slotFreeSince) : TimeSpan.Zero;
            busyFor = busyFor < freeFor ? busyFor : freeFor;
        }

        return LoadGates.Judge(_waiting > _options.MaximumQueuedTasks / 2, host.Memory, busyFor);
    }

    /// <summary>Names and aliases of the kinds that others should send elsewhere; the same array until they are others.</summary>
    private string[]? FailingKinds_NeedsLock()
    {
        if (_unsoundKinds == 0)
        {
            return _failingKinds = null;
        }

        var now = Now;
        string[] failing = [.. _kinds.Values.Where(record => record.Health.IsFailing(now)).SelectMany(record => record.Kind.Aliases.Prepend(record.Kind.Name))];
        if (failing.Length == 0)
        {
            return _failingKinds = null;
        }

        return _failingKinds = _failingKinds is not null && failing.AsSpan().SequenceEqual(_failingKinds) ? _failingKinds : failing;
    }

    [LoggerMessage(LogLevel.Information, "This silo is now {State}")]
    private partial void LogStateChanged(SiloState state);
}
