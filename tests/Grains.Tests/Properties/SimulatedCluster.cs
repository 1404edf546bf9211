using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Spawner.Contracts;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Properties;

/// <summary>What happens to a cluster.</summary>
internal enum Deed
{
    Spawn,
    EndHandler,
    LetGo,
    Relocate,
    Publish,
    Deliver,
    DeliverMove,
    HearOfMembers,
    Drain,
    Resume,
    Leave,
    Join,
    PassTime,

    // From here on faults.
    LoseMessage,
    DoubleMessage,
    Kill,
    PassLongTime,
}

/// <summary>One of them, and a number from which it draws its details.</summary>
internal readonly record struct Step(Deed Deed, int Number)
{
    public override string ToString() => $"{Deed}({Number})";
}

/// <summary>
/// Several silos on one thread, joined by messages that the test delivers in the order that it likes. Only handlers start, and
/// senders of notices begin, on the thread pool; after each step the cluster waits until those have come to rest.
/// </summary>
internal sealed class SimulatedCluster : IDisposable
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

    public static Gen<Step[]> CalmDays { get; } = Days(Deed.LoseMessage);

    public static Gen<Step[]> RoughDays { get; } = Days(Deed.PassLongTime + 1);

    public FakeTimeProvider Clock { get; } = new();

    public ClusterMembershipSnapshot Members { get; private set; } = new([], MembershipVersion.MinValue);

    /// <summary>Tasks that a silo said it holds.</summary>
    public List<TaskId> Accepted { get; } = [];

    public IReadOnlyList<SimulatedSilo> Live => _live;

    /// <summary>Every run of a handler there was.</summary>
    public IReadOnlyList<HandlerRun> Runs => _runs;

    /// <summary>What went against a promise while it went on.</summary>
    public List<string> Breaches { get; } = [];

    public static string Print(Step[] day) => string.Join(' ', day);

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

    private static Gen<Step[]> Days(Deed before)
    {
        // Much is spawned, delivered and handed over for each silo that goes or comes.
        (int, Deed)[] all =
        [
            (6, Deed.Spawn), (8, Deed.EndHandler), (2, Deed.LetGo), (16, Deed.Relocate), (4, Deed.Publish), (20, Deed.Deliver), (20, Deed.DeliverMove), (2, Deed.HearOfMembers),
            (8, Deed.Drain), (12, Deed.Resume), (1, Deed.Leave), (2, Deed.Join), (4, Deed.PassTime),
            (3, Deed.LoseMessage), (3, Deed.DoubleMessage), (2, Deed.Kill), (1, Deed.PassLongTime),
        ];
        return Gen.Select(
            Gen.Frequency([.. all.Where(deed => deed.Item2 < before).Select(deed => (deed.Item1, Gen.Const(deed.Item2)))]),
            Gen.Int[0, 9999],
            (deed, number) => new Step(deed, number)).Array[20, 200];
    }

    private void Act(Step step)
    {
        var number = step.Number;
        var silo = _live[number % _live.Count];
        switch (step.Deed)
        {
            case Deed.Spawn when !silo.IsLeaving:
                Spawn(silo, 1 + (number / 10 % 6));
                break;
            case Deed.EndHandler when _running.Count > 0:
                End(_running.Order().ElementAt(number % _running.Count), letGo: false);
                break;
            case Deed.LetGo when _running.Where(run => run.Silo.IsLeaving).Order().ToList() is { Count: > 0 } told:
                End(told[number % told.Count], letGo: true);
                break;
            case Deed.Relocate:
                silo.Relocate();
                break;
            case Deed.Publish:
                silo.Publish();
                break;
            case Deed.Deliver when _messages.Count > 0:
                Deliver(Take(number));
                break;
            case Deed.DeliverMove when _messages.Where(m => m.Call.Tasks.Count > 0).ToList() is { Count: > 0 } moves:
                _messages.Remove(moves[number % moves.Count]);
                Deliver(moves[number % moves.Count]);
                break;
            case Deed.HearOfMembers:
                silo.HearOfMembers();
                break;
            case Deed.Drain when !silo.IsLeaving:
                silo.SetDraining(true);
                break;
            case Deed.Resume when !silo.IsLeaving:
                silo.SetDraining(false);
                break;
            case Deed.Leave when _live.Count(s => !s.IsLeaving) > 1:
                silo.Leave();
                break;
            case Deed.Join when _live.Count < MostSilos:
                Join(slots: 1 + (number % 2));
                break;
            case Deed.PassTime:
                PassTime(TimeSpan.FromMilliseconds(1 + (number % 9)));
                break;
            case Deed.LoseMessage when _messages.Count > 0:
                Lose(Take(number));
                break;
            case Deed.DoubleMessage when _messages.Where(m => m.Answer is null).ToList() is { Count: > 0 } calls:
                Disturb(calls[number % calls.Count].Call);
                _messages.Add(calls[number % calls.Count] with { IsCopy = true });
                break;
            case Deed.Kill when _live.Count(s => !s.IsLeaving) > 1:
                Bury(silo);
                break;
            case Deed.PassLongTime:
                // Callers give up; what they sent may arrive all the same.
                _open.ForEach(Disturb);
                PassTime(TimeSpan.FromMilliseconds(500 + (number % 2500)));
                break;
        }
    }

    private void Join(double slots)
    {
        var silo = new SimulatedSilo(this, ++_numbers, slots);
        _live.Add(silo);
        SetStatus(silo, SiloStatus.Active);
        silo.HearOfMembers();
        silo.Start();
    }

    private void Spawn(SimulatedSilo at, int count)
    {
        var template = new TaskTemplate { Kind = SimulatedSilo.Kind };
        var specs = Enumerable.Range(0, count)
            .Select(_ => new TaskSpec { Unique = new Guid(++_tasks, 0, 0, new byte[8]), Template = template, Input = default })
            .ToArray();
        SpawnAsync().Ignore();

        async Task SpawnAsync()
        {
            var reply = await at.Placer.PlaceAsync(new SpawnRequest { Namespace = "test", Submitter = "test", Tasks = new TaskSpecs(specs) });
            Accepted.AddRange(specs.Zip(reply.Homes).Where(pair => pair.Second is not null).Select(pair => new TaskId(pair.First.Unique, pair.Second)));
        }
    }

    private void End(HandlerRun run, bool letGo)
    {
        lock (_gate)
        {
            _running.Remove(run);
        }

        run.Finish(letGo);
        Settle();
        if (!letGo && !run.Silo.Address.Equals(run.Id.Home))
        {
            // The sender for its home is on its way to say so, unless it waits to say again what it said before.
            WaitUntil(() => !run.Silo.HasNews || _open.Exists(call => IsNews(call, run)) || _saysAgain.GetValueOrDefault((run.Silo.Address, run.Id.Home!)) > Clock.GetUtcNow());
        }
    }

    private static bool IsNews(Call call, HandlerRun run) => call.What == "settled" && call.From.Equals(run.Silo.Address) && call.To.Equals(run.Id.Home);

    private void PassTime(TimeSpan time)
    {
        foreach (var call in _open.Where(call => call.What == "settled"))
        {
            // It may be given up meanwhile.
            _saysAgain[(call.From, call.To)] = Clock.GetUtcNow() + time + PauseOfSenders;
        }

        Clock.Advance(time);
    }

    private Message Take(int number)
    {
        var message = _messages[number % _messages.Count];
        _messages.Remove(message);
        return message;
    }

    private void Deliver(Message message)
    {
        var call = message.Call;
        if (message.Answer is { } answer)
        {
            Over(call);
            if (IsLive(call.From))
            {
                answer();
            }

            return;
        }

        var callee = _live.Find(silo => silo.Address.Equals(call.To));
        if (callee is null)
        {
            LearnOfFailure(call);
            return;
        }

        foreach (var task in call.What is "assign" or "take over" ? call.Tasks : [])
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_holders, task, out _) ??= [];
            _holders[task].Add(call.To);
        }

        call.ServeAsync(callee.Service, reply =>
        {
            if (!message.IsCopy && IsLive(call.To))
            {
                _messages.Add(new Message(call, reply));
            }
        }).Ignore();
    }

    private void Lose(Message message)
    {
        if (message.IsFailure)
        {
            Deliver(message);
        }
        else if (!message.IsCopy)
        {
            LearnOfFailure(message.Call);
        }
    }

    private void LearnOfFailure(Call call)
    {
        if (_open.Contains(call))
        {
            Disturb(call);
            Over(call);
            _saysAgain[(call.From, call.To)] = DateTimeOffset.MaxValue;
            _messages.Add(new Message(call, IsFailure: true, Answer: () =>
            {
                _saysAgain[(call.From, call.To)] = Clock.GetUtcNow() + PauseOfSenders;
                call.Fail(new SiloUnavailableException("No answer."));
            }));
        }
    }

    private void Disturb(Call call)
    {
        _disturbed.UnionWith(call.Tasks);
        _placedTwice.UnionWith(call.What == "assign" ? call.Tasks : []);
    }

    private void Over(Call call) => _open.Remove(call);

    private void BuryThoseThatLeft()
    {
        foreach (var silo in _live.Where(silo => silo.HasLeft).ToList())
        {
            Bury(silo);
        }
    }

    private void Bury(SimulatedSilo silo)
    {
        lock (_gate)
        {
            _live.Remove(silo);
            _gone.Add(silo);
            _running.RemoveAll(run => run.Silo == silo);
        }

        SetStatus(silo, SiloStatus.Dead);
        _messages.RemoveAll(message => message.To.Equals(silo.Address) && message.Answer is not null);
        foreach (var call in _open.Where(call => call.To.Equals(silo.Address)).ToList())
        {
            if (!_messages.Exists(message => message.Call == call && message.Answer is not null))
            {
                _messages.RemoveAll(message => message.Call == call && !message.IsCopy);
                LearnOfFailure(call);
            }
        }

        _open.RemoveAll(call => call.From.Equals(silo.Address));
    }

    private void SetStatus(SimulatedSilo silo, SiloStatus status) => Members = new ClusterMembershipSnapshot(
        Members.Members.SetItem(silo.Address, new ClusterMember(silo.Address, status, silo.Address.ToString())), new MembershipVersion(Members.Version.Value + 1));

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

    /// <summary>One run of a handler; it ends when the test says so.</summary>
    internal sealed class HandlerRun(SimulatedSilo silo, TaskId id, int number) : IComparable<HandlerRun>
    {
        public SimulatedSilo Silo => silo;

        public TaskId Id => id;

        public int Number => number;

        public bool LetGo { get; private set; }

        public bool Succeeded { get; private set; }

        // The executor goes on at once, on the thread that ends it.
        public TaskCompletionSource<byte[]> End { get; } = new();

        public void Finish(bool letGo)
        {
            (LetGo, Succeeded) = (letGo, !letGo);
            if (letGo)
            {
                End.SetException(new OperationCanceledException());
            }
            else
            {
                End.SetResult([]);
            }
        }

        public int CompareTo(HandlerRun? other) => other is null
            ? 1
            : (Silo.Address.Endpoint.Port, Id.Unique, Number).CompareTo((other.Silo.Address.Endpoint.Port, other.Id.Unique, other.Number));
    }
}
