namespace Spawner.Bench.Placement.Engine;

/// <summary>A discrete-event simulation of a cluster under one policy. The same scenario and policy give the same figures.</summary>
internal sealed class Simulation
{
    /// <summary>What has not ended so long after the last arrival never will.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromDays(1);

    private readonly Workload _workload;
    private readonly Policy _policy;
    private readonly PriorityQueue<Event, (long Ticks, long Order)> _events = new();
    private readonly Result _result;
    private readonly List<int> _lostAtDead = [];
    private readonly int[] _attempts;
    private readonly TimeSpan _incidentAt;
    private long _order;

    private Simulation(Scenario scenario, Workload workload, Policy policy)
    {
        Scenario = scenario;
        _workload = workload;
        _policy = policy;
        _result = new Result(scenario, workload);
        _attempts = new int[workload.Count];
        _incidentAt = IncidentAt(workload);
        Random = new Random(scenario.Seed + 1);
        Silos = [.. Enumerable.Range(0, scenario.Silos).Select(silo => new SimulatedSilo(scenario.SlotsOf(silo), scenario.SpeedOf(silo)))];
    }

    private enum EventKind : byte
    {
        Arrival,
        Delivered,
        Ended,
        ReportDue,
        Report,
        Message,
        Incident,
        DeathSeen,
    }

    public Scenario Scenario { get; }

    public Random Random { get; }

    public SimulatedSilo[] Silos { get; }

    public TimeSpan Now { get; private set; }

    /// <summary>When silo 0 dies or joins.</summary>
    public static TimeSpan IncidentAt(Workload workload) => workload.End / 2;

    public static Result Run(Scenario scenario, Workload workload, Policy policy) => new Simulation(scenario, workload, policy).Run();

    public bool IsKnown(int silo) => Silos[silo].IsAlive || (Scenario.Incident == Incident.Dies && Now < _incidentAt + Scenario.SeenAfter);

    /// <summary>Sends a task to a silo: one message, unless the silo is its own.</summary>
    public void Send(int task, int from, int to)
    {
        if (from == to)
        {
            _policy.OnDelivered(task, to);
            return;
        }

        SendAfter(task, to, Scenario.Delay, messages: 1);
    }

    /// <summary>Sends a task after several messages have gone to and fro.</summary>
    public void SendAfter(int task, int to, TimeSpan delay, int messages)
    {
        _result.OnMessages(messages);
        Schedule(new Event(EventKind.Delivered, new Message(0, -1, to, task)), delay);
    }

    /// <summary>Puts a task into a silo's queue, or starts it.</summary>
    public void Accept(int task, int silo)
    {
        Silos[silo].Waiting.Enqueue(task);
        StartWaiting(silo);
        if (Scenario.Incident != Incident.None && silo == 0 && Now >= _incidentAt)
        {
            _result.MostQueuedAtIncident = Math.Max(_result.MostQueuedAtIncident, Silos[silo].Waiting.Count);
        }
    }

    public void Send(in Message message)
    {
        _result.OnMessages(1);
        Schedule(new Event(EventKind.Message, message), Scenario.Delay);
    }

    /// <summary>As <see cref="Send(in Message)"/>, but it is an answer, which is not counted.</summary>
    public void Answer(in Message message) => Schedule(new Event(EventKind.Message, message), Scenario.Delay);

    /// <summary>A message to oneself at a later time.</summary>
    public void Remind(in Message message, TimeSpan at) => Schedule(new Event(EventKind.Message, message), at - Now);

    /// <summary>Tells all readers what a silo's load is now.</summary>
    public void SendReport(int silo) =>
        Schedule(new Event(EventKind.Report, new Message(Silos[silo].Running.Count, silo, silo, Silos[silo].Load)), Scenario.Delay);

    private Result Run()
    {
        Silos[0].IsAlive = Scenario.Incident != Incident.Joins;
        _policy.Begin(this);
        for (var silo = 0; silo < Silos.Length; silo++)
        {
            Schedule(new Event(EventKind.ReportDue, new Message(0, silo, silo)), Random.NextDouble() * Scenario.Period);
        }

        if (Scenario.Incident != Incident.None)
        {
            Schedule(new Event(EventKind.Incident, default), _incidentAt);
        }

        Schedule(new Event(EventKind.Arrival, new Message(0, 0, 0, 0)), _workload.ArrivalOf(0));
        while (_result.Ended < _workload.Count)
        {
            _events.TryDequeue(out var next, out var at);
            Now = TimeSpan.FromTicks(at.Ticks);
            if (Now > _workload.End + LongestDrain)
            {
                throw new InvalidOperationException($"{_workload.Count - _result.Ended} tasks never ended under {_policy.GetType().Name}.");
            }

            Handle(next);
        }

        return _result;
    }

    private void Handle(in Event next)
    {
        var (kind, from, to, task, value) = next.Message;
        switch (next.Kind)
        {
            case EventKind.Arrival:
                Arrive(task);
                break;
            case EventKind.Delivered when Silos[to].IsAlive:
                _policy.OnDelivered(task, to);
                break;
            case EventKind.Delivered:
                LoseAtDead(task);
                break;
            case EventKind.Ended when Silos[to].IsAlive && _attempts[task] == kind:
                Silos[to].Running.Remove(task);
                _result.OnEnded(task, Now);
                StartWaiting(to);
                _policy.OnEnded(to, task, _workload.WorkOf(task) / Silos[to].Speed);
                break;
            case EventKind.ReportDue:
                if (Silos[to].IsAlive)
                {
                    _policy.OnReportDue(to);
                }

                Schedule(next, Scenario.Period);
                break;
            case EventKind.Report:
                _policy.OnReport(from, task, kind);
                break;
            case EventKind.Message when Silos[to].IsAlive:
                _policy.OnMessage(next.Message);
                break;
            case EventKind.Message when task >= 0:
                LoseAtDead(task);
                break;
            case EventKind.Incident:
                OnIncident();
                break;
            case EventKind.DeathSeen:
                OnDeathSeen();
                break;
        }
    }

    private void Arrive(int task)
    {
        var dispatcher = _workload.DispatcherOf(task);
        _policy.OnArrival(task, Silos[dispatcher].IsAlive ? dispatcher : 1);
        if (task + 1 < _workload.Count)
        {
            Schedule(new Event(EventKind.Arrival, new Message(0, 0, 0, task + 1)), _workload.ArrivalOf(task + 1) - Now);
        }
    }

    private void StartWaiting(int silo)
    {
        var at = Silos[silo];
        while (at.HasFreeSlot && at.Waiting.TryDequeue(out var task))
        {
            at.Running.Add(task);
            Schedule(new Event(EventKind.Ended, new Message(_attempts[task], silo, silo, task)), _workload.WorkOf(task) / at.Speed);
        }
    }

    private void OnIncident()
    {
        if (Scenario.Incident == Incident.Joins)
        {
            Silos[0].IsAlive = true;
            _policy.OnJoined(0);
            return;
        }

        Silos[0].IsAlive = false;
        _lostAtDead.AddRange([.. Silos[0].Running, .. Silos[0].Waiting]);
        Silos[0].Running.Clear();
        Silos[0].Waiting.Clear();
        Schedule(new Event(EventKind.DeathSeen, default), Scenario.SeenAfter);
    }

    /// <summary>The tasks of the dead silo arrive anew at the others.</summary>
    private void OnDeathSeen()
    {
        _policy.OnDeathSeen(0);
        var lost = _lostAtDead.ToList();
        _lostAtDead.Clear();
        foreach (var task in lost)
        {
            Replace(task);
        }
    }

    private void LoseAtDead(int task)
    {
        if (Now < _incidentAt + Scenario.SeenAfter)
        {
            _lostAtDead.Add(task);
        }
        else
        {
            Replace(task);
        }
    }

    private void Replace(int task)
    {
        _attempts[task]++;
        _policy.OnArrival(task, 1 + Random.Next(Silos.Length - 1));
    }

    private void Schedule(in Event scheduled, TimeSpan delay) => _events.Enqueue(scheduled, ((Now + delay).Ticks, _order++));

    private readonly record struct Event(EventKind Kind, Message Message);
}
