using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Spawner.Contracts;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Properties;

/// <summary>
/// Several silos on one thread, joined by messages that the test delivers in the order that it likes. Only handlers start, and
/// senders of notices begin, on the thread pool; after each step the cluster waits until those have come to rest.
/// </summary>
internal sealed partial class SimulatedCluster : IDisposable
{
    private const int MostSilos = 5;
    private const int MostRounds = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseOfSenders = TimeSpan.FromMilliseconds(200);
    private static readonly AsyncLocal<SimulatedCluster?> Entered = new(static change =>
    {
        if (change.ThreadContextChanged)
        {
            change.PreviousValue?.OnPoolThread(-1);
            change.CurrentValue?.OnPoolThread(1);
        }
    });

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly object _gate = new();
    private readonly List<SimulatedSilo> _live = [];
    private readonly List<SimulatedSilo> _gone = [];
    private readonly List<Message> _messages = [];
    private readonly List<Message> _fromPool = [];
    private readonly List<Call> _open = [];
    private readonly List<HandlerRun> _running = [];
    private readonly List<HandlerRun> _runs = [];
    private readonly HashSet<Guid> _disturbed = [];
    private readonly HashSet<Guid> _placedTwice = [];
    private readonly Dictionary<Guid, HashSet<SiloAddress>> _holders = [];
    private readonly Dictionary<TaskId, TaskPhase> _ends = [];
    private readonly Dictionary<(SiloAddress From, SiloAddress To), DateTimeOffset> _saysAgain = [];
    private int _onPool;
    private int _numbers;
    private int _tasks;

    public SimulatedCluster()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        for (var i = 0; i < 3; i++)
        {
            Join(slots: 1 + (i % 2));
        }

        DeliverAll();
    }

    public FakeTimeProvider Clock { get; } = new();

    public ClusterMembershipSnapshot Members { get; private set; } = new([], MembershipVersion.MinValue);

    /// <summary>Tasks that a silo said it holds.</summary>
    public List<TaskId> Accepted { get; } = [];

    public IReadOnlyList<SimulatedSilo> Live => _live;

    /// <summary>Every run of a handler there was.</summary>
    public IReadOnlyList<HandlerRun> Runs => _runs;

    /// <summary>What went against a promise while it went on.</summary>
    public List<string> Breaches { get; } = [];

    public void Do(Step step)
    {
        Act(step);
        Settle();
        BuryThoseThatLeft();
        LookForChangedEnds();
    }

    /// <summary>Lets everything that was begun come to its end, without any further fault.</summary>
    public void Rest()
    {
        foreach (var silo in _live.Where(silo => !silo.IsLeaving))
        {
            silo.SetDraining(false);
        }

        for (var round = 0; !IsAtRest(); round++)
        {
            Assert.True(round < MostRounds, "The cluster does not come to rest: " + Describe());
            foreach (var run in _running.Order().ToList())
            {
                End(run, letGo: false);
            }

            _live.ForEach(silo => silo.Publish());
            DeliverAll();
            _live.ForEach(silo => silo.Relocate());
            DeliverAll();
            PassTime(TimeSpan.FromMilliseconds(250));
            DeliverAll();
            BuryThoseThatLeft();
            LookForChangedEnds();
        }

        _live.ForEach(silo => silo.Publish());
        DeliverAll();
        LookForChangedEnds();
    }

    /// <summary>Lets all messages arrive, and all silos hear of one another.</summary>
    public void DeliverAll()
    {
        Settle();
        while (_messages.Count > 0)
        {
            Deliver(Take(0));
            Settle();
        }

        _live.ToList().ForEach(silo => silo.HearOfMembers());
        Settle();
        if (_messages.Count > 0)
        {
            DeliverAll();
        }
    }

    /// <summary>What a silo says of a task, by its own means.</summary>
    public TaskNotice? Ask(SimulatedSilo silo, TaskId id)
    {
        var asking = silo.Locator.FollowAsync([id], follower: null);
        DeliverAll();
        Assert.True(asking.IsCompleted, "Nobody answers for " + id);
#pragma warning disable xUnit1031 // It is completed.
        return asking.GetAwaiter().GetResult()[0];
#pragma warning restore xUnit1031
    }

    /// <summary>Whether two silos may hold it, each of which takes itself for its home: then the one may send it to the other.</summary>
    public bool MayHaveTwoHomes(TaskId id) => _placedTwice.Contains(id.Unique);

    public bool IsDisturbed(TaskId id) => _disturbed.Contains(id.Unique);

    public bool IsLive(SiloAddress silo) => _live.Exists(s => s.Address.Equals(silo));

    /// <summary>Whether its home, and all silos that ever held it, live.</summary>
    public bool AllHoldersLive(TaskId id) => IsLive(id.Home!) && _holders.GetValueOrDefault(id.Unique, []).All(IsLive);

    public void Send(Call call)
    {
        lock (_gate)
        {
            if (!IsLive(call.From))
            {
                return;
            }

            _open.Add(call);
            if (Environment.CurrentManagedThreadId == _thread)
            {
                _messages.Add(new Message(call));
            }
            else
            {
                Enter_NeedsLock();
                _fromPool.Add(new Message(call));
            }
        }
    }

    /// <summary>A silo hands tasks to another one.</summary>
    public void OnMove(SiloAddress from, IEnumerable<MovingTask> tasks)
    {
        if (_live.Find(silo => silo.Address.Equals(from)) is { HasEverDrained: false })
        {
            Breaches.AddRange(tasks.Where(task => task.Run > HandOver.MaximumHops + 1).Select(task => $"{task.Id} is handed over for its run {task.Run}."));
        }
    }

    public ValueTask<byte[]> OnHandlerStarted(SimulatedSilo silo, ITaskContext context)
    {
        var run = new HandlerRun(silo, context.Id, context.Run);
        lock (_gate)
        {
            Enter_NeedsLock();
            if (_live.Contains(silo))
            {
                _runs.Add(run);
                _running.Add(run);
            }
        }

        return new ValueTask<byte[]>(run.End.Task);
    }

    /// <summary>As Orleans does when a silo hears that another one is dead.</summary>
    public void BreakCalls(SiloAddress caller, SiloAddress dead)
    {
        _messages.RemoveAll(message => message is { Answer: not null, IsFailure: false } && message.From.Equals(dead) && message.To.Equals(caller));
        foreach (var call in _open.Where(call => call.From.Equals(caller) && call.To.Equals(dead)).ToList())
        {
            LearnOfFailure(call);
        }
    }

    public void Dispose()
    {
        _live.ForEach(silo => silo.Dispose());
        _gone.ForEach(silo => silo.Dispose());
    }

    private bool IsAtRest() =>
        _messages.Count == 0
        && _running.Count == 0
        && _live.TrueForAll(silo => silo.Executor.CountLeft() == default && !silo.IsInARound && !silo.IsLeaving && !silo.HasNews)
        && _open.TrueForAll(call => !IsLive(call.From));

    /// <summary>Waits until the thread pool has done what the last step gave it to do.</summary>
    private void Settle()
    {
        WaitUntil(() => _onPool == 0 && _live.TrueForAll(silo => silo.Executor.CountLeft().Running == _running.Count(run => run.Silo == silo)));
        lock (_gate)
        {
            _messages.AddRange(_fromPool.OrderBy(m => m.From.Endpoint.Port).ThenBy(m => m.To.Endpoint.Port));
            _fromPool.Clear();
        }
    }

    private void WaitUntil(Func<bool> condition)
    {
        lock (_gate)
        {
            var waited = System.Diagnostics.Stopwatch.StartNew();
            while (!condition())
            {
                Assert.True(waited.Elapsed < Patience, "The thread pool does not come to rest: " + Describe());
                Monitor.Wait(_gate, TimeSpan.FromMilliseconds(1));
            }
        }
    }

    /// <summary>This thread of the pool is among Spawner's code until its execution context says otherwise.</summary>
    private void Enter_NeedsLock()
    {
        if (Entered.Value != this)
        {
            Entered.Value = this;
            _onPool++;
        }

        Monitor.PulseAll(_gate);
    }

    private void OnPoolThread(int change)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            lock (_gate)
            {
                _onPool += change;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void LookForChangedEnds()
    {
        foreach (var id in Accepted.Where(id => !MayHaveTwoHomes(id)))
        {
            if (_live.Find(silo => silo.Address.Equals(id.Home)) is { } home)
            {
                var phase = home.Executor.Find(id, follower: null).Notice?.Phase;
                if (phase is null)
                {
                    Breaches.Add($"Its home forgot task {id}.");
                }
                else if (_ends.TryGetValue(id, out var end) ? phase != end : phase.Value.IsTerminal() && !_ends.TryAdd(id, phase.Value))
                {
                    Breaches.Add($"Task {id} ended {end}, then {phase}.");
                }
            }
        }
    }

    private string Describe()
    {
        var text = new StringBuilder();
        text.Append($"{_messages.Count} messages, {_open.Count} calls, {_running.Count} handlers, {_onPool} on the pool");
        foreach (var silo in _live)
        {
            text.Append($"; {silo.Address} {silo.Executor.State} {silo.Executor.CountLeft()} round {silo.IsInARound} leaving {silo.IsLeaving} news {silo.HasNews}");
        }

        return text.ToString();
    }
}
