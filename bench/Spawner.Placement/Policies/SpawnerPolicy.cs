using Spawner.Bench.Placement.Engine;
using Spawner.Grains.Execution;

namespace Spawner.Bench.Placement.Policies;

/// <summary>Spawner's own code, one <see cref="Dispatcher"/> for each silo; only the messages are simulated.</summary>
internal sealed class SpawnerPolicy(int notesPerRound = Idleness.ToldPerRound) : Policy
{
    private const int MostPeers = 64;
    private const int Note = 1;
    private const int UnusedNote = 2;
    private const int RoundDue = 3;
    private const int Answer = 4;
    private const int HandedOver = 5;
    private const int Report = 6;
    private const int Ask = 7;
    private const int AskDue = 8;
    private static readonly TimeSpan RoundTrip = 2 * Scenario.Delay;
    private static readonly TimeSpan LeastReportInterval = TimeSpan.FromMilliseconds(20);

    private readonly Queue<ReportedLoad> _reportsUnderWay = [];
    private readonly int _notesPerRound = notesPerRound;
    private Silo[] _silos = [];
    private int[] _sender = [];
    private int[] _placer = [];
    private byte[] _hops = [];

    protected override void OnBegin()
    {
        _silos = [.. Enumerable.Range(0, Scenario.Silos).Select(silo => new Silo(this, silo))];
        _sender = new int[Scenario.Tasks];
        _placer = new int[Scenario.Tasks];
        _hops = new byte[Scenario.Tasks];
        Introduce();
        foreach (var silo in _silos.Where(silo => silo.At.IsAlive))
        {
            silo.TellIfIdle();
        }
    }

    public override void OnArrival(int task, int dispatcher)
    {
        _hops[task] = 0;
        _silos[dispatcher].Place(task);
    }

    public override void OnDelivered(int task, int silo) => _silos[silo].Take(task);

    public override void OnEnded(int silo, int task, TimeSpan elapsed) => _silos[silo].OnEnded(_placer[task], _sender[task], elapsed);

    public override void OnReportDue(int silo) => _silos[silo].Publish();

    public override void OnMessage(in Message message)
    {
        var to = _silos[message.To];
        switch (message.Kind)
        {
            case Note or UnusedNote:
                to.OnNote(message.From, message.Value, message.Kind == UnusedNote);
                break;
            case Ask:
                to.OnAsked(message.From, message.Value);
                break;
            case RoundDue:
                to.OnRoundDue();
                break;
            case AskDue:
                to.OnAskDue();
                break;
            case Answer:
                to.OnAnswer(message.From, message.Value);
                break;
            case HandedOver:
                to.Take(message.Task);
                break;
            case Report:
                var report = _reportsUnderWay.Dequeue();
                foreach (var reader in report.Readers)
                {
                    _silos[reader].OnReport(report);
                }

                break;
        }
    }

    public override void OnDeathSeen(int silo)
    {
        foreach (var other in _silos)
        {
            other.Forget(silo);
        }
    }

    /// <summary>The silo meets all others before it is ready.</summary>
    public override void OnJoined(int silo)
    {
        Introduce();
        _silos[silo].TellIfIdle();
    }

    /// <summary>Each silo chooses whom it tells of its load, and these know it from then on.</summary>
    private void Introduce()
    {
        var alive = _silos.Where(silo => silo.At.IsAlive).ToList();
        foreach (var silo in alive)
        {
            silo.ForgetAudiences();
            silo.Readers = [.. Rendezvous.Choose((uint)silo.Number, [.. alive.Where(other => other != silo).Select(other => other.Number)], number => (uint)number, MostPeers)];
            foreach (var reader in silo.Readers)
            {
                _silos[reader].OnReport(silo.ToReport());
            }
        }
    }

    private sealed record ReportedLoad(int From, double Load, TimeSpan ServiceTime, long Placed, int[] Readers);

    /// <summary>One silo: what the product's executor, publisher and hand-over do around the dispatcher.</summary>
    private sealed class Silo(SpawnerPolicy policy, int number)
    {
        private readonly Dispatcher _dispatcher = new(policy.Random, 3 * policy.Scenario.Period);
        private readonly Dictionary<int, int> _numbers = [];
        private readonly List<int> _silos = [];
        private readonly RoundPace _rounds = new();
        private readonly RoundPace _asks = new();
        private readonly MovingAverage _serviceTime = MovingAverage.OfServiceTime();
        private readonly Dictionary<int, double> _received = [];
        private Audience? _everyone;
        private Audience? _acquainted;
        private bool _roundScheduled;
        private bool _askScheduled;
        private TimeSpan _usedAt;
        private TimeSpan _publishedAt;

        private int _toldLevel = LoadLevel.Untold;
        private long _placed;
        private int _lastPlacer = -1;
        private int _lastSender = -1;

        public int Number { get; } = number;

        public SimulatedSilo At { get; } = policy.Simulation.Silos[number];

        public int[] Readers { get; set; } = [];

        private Simulation Simulation => policy.Simulation;

        private TimeSpan Now => Simulation.Now;

        private int Local => Numbered(Number);

        /// <summary>All silos that this one knows.</summary>
        private Audience Everyone => _everyone ??= ToAudience(_numbers.Values);

        /// <summary>Those of them that know this one, too.</summary>
        private Audience Acquainted => _acquainted ??= ToAudience(_numbers.Where(known => Readers.Contains(known.Key)).Select(known => known.Value));

        public void Place(int task)
        {
            _placed++;
            LookHere();
            var chosen = _silos[_dispatcher.Place(Everyone, weight: 1, Now).Silo];
            policy._sender[task] = policy._placer[task] = Number;
            _dispatcher[Numbered(chosen)].OnSendStarted();
            Simulation.Send(task, Number, chosen);
            if (chosen == Number)
            {
                _dispatcher[Local].OnSendEnded();
            }
        }

        /// <summary>A task arrives: it starts, or goes on to a silo that has room, or queues.</summary>
        public void Take(int task)
        {
            var sender = policy._sender[task];
            _received[sender] = _received.GetValueOrDefault(sender) + 1;
            _usedAt = Now;
            _rounds.Restart();
            if (!At.HasFreeSlot && policy._hops[task] < HandOver.MaximumHops && _dispatcher.TakeNote(Everyone, 1, Now) is >= 0 and var noted && noted != Local)
            {
                HandTo(_silos[noted], task);
            }
            else
            {
                Simulation.Accept(task, Number);
                AskForRoom();
            }

            if (sender != Number)
            {
                Simulation.Answer(new Message(Answer, Number, sender, Value: At.Load));
            }

            PublishIfChanged();
        }

        public void OnEnded(int placer, int sender, TimeSpan elapsed)
        {
            _usedAt = Now;
            (_lastPlacer, _lastSender) = (placer, sender);
            _serviceTime.Add(elapsed);
            var hadRoom = At.Running.Count + 1 < At.Slots;
            if (!hadRoom || sender != Number)
            {
                _rounds.Restart();
                TellIfIdle();
            }

            PublishIfChanged();
        }

        /// <summary>A silo has room: half of what waits here may go there; where nothing waits the note is for the next task.</summary>
        public void OnNote(int from, double room, bool unused)
        {
            var sender = Numbered(from);
            _asks.Restart();
            Apply(sender, Math.Max(0, At.Slots - room), policy._silos[from]._received.GetValueOrDefault(Number));
            if (At.Waiting.Count == 0)
            {
                _dispatcher.OnIdle(sender, room, unused, Now, Now + (unused ? Idleness.UnusedNoteLife : Idleness.NoteLife(_serviceTime.Value, RoundTrip)));
                return;
            }

            for (var count = Math.Min(HandOver.Most(At.Waiting.Count, At.Waiting.Count, At.Slots, _serviceTime.Value, RoundTrip), (int)room); count > 0; count--)
            {
                var task = At.Waiting.Dequeue();
                if (policy._hops[task] < HandOver.MaximumHops)
                {
                    _dispatcher[sender].OnSent(1);
                    HandTo(from, task);
                }
                else
                {
                    At.Waiting.Enqueue(task);
                }
            }
        }

        /// <summary>A silo has tasks waiting and knows no room.</summary>
        public void OnAsked(int from, double load)
        {
            Apply(Numbered(from), load, policy._silos[from]._received.GetValueOrDefault(Number));
            var room = Idleness.Room(At.Slots, At.Load, _serviceTime.Value, RoundTrip);
            if (room >= 1)
            {
                Simulation.Send(new Message(Note, Number, from, Value: room));
            }
        }

        public void OnRoundDue()
        {
            _roundScheduled = false;
            TellIfIdle();
        }

        public void OnAskDue()
        {
            _askScheduled = false;
            AskForRoom();
        }

        public void OnAnswer(int from, double load)
        {
            if (_numbers.TryGetValue(from, out var sender))
            {
                Apply(sender, load, policy._silos[from]._received.GetValueOrDefault(Number));
                _dispatcher[sender].OnSendEnded();
            }
        }

        public void OnReport(ReportedLoad report)
        {
            if (!_numbers.ContainsKey(report.From))
            {
                Know(report.From);
            }

            var sender = Numbered(report.From);
            ref var load = ref _dispatcher[sender];
            load.OnPlaced(report.Placed);
            load.ServiceTime = report.ServiceTime;
            Apply(sender, report.Load, policy._silos[report.From]._received.GetValueOrDefault(Number));
        }

        public void Publish()
        {
            _publishedAt = Now;
            _toldLevel = LoadLevel.Of(At.HasFreeSlot, At.Waiting.Count);
            policy._reportsUnderWay.Enqueue(ToReport());
            Simulation.Answer(new Message(Report, Number, Readers.FirstOrDefault(reader => Simulation.Silos[reader].IsAlive, Number)));
        }

        public ReportedLoad ToReport() => new(Number, At.Load, _serviceTime.Value, _placed, Readers);

        public void TellIfIdle()
        {
            var room = Idleness.Room(At.Slots, At.Load, _serviceTime.Value, RoundTrip);
            if (room < 1 || Acquainted.Members.IsEmpty)
            {
                return;
            }

            if (_rounds.NextDue(RoundTrip) <= Now)
            {
                SendRound(room);
            }

            if (!_roundScheduled)
            {
                _roundScheduled = true;
                Simulation.Remind(new Message(RoundDue, Number, Number), _rounds.NextDue(RoundTrip));
            }
        }

        public void ForgetAudiences() => (_everyone, _acquainted) = (null, null);

        public void Forget(int silo)
        {
            if (_numbers.Remove(silo, out var forgotten))
            {
                _dispatcher.Remove(forgotten);
                (_everyone, _acquainted) = (null, null);
            }
        }

        private void SendRound(double room)
        {
            _rounds.OnRound(Now, Idleness.TellAgainAfter(_serviceTime.Value, RoundTrip));
            if (At.Load == 0 && Now - _usedAt >= Idleness.UnusedAfter)
            {
                if (_dispatcher.ChooseWhomToTellUnused(Acquainted, Now) is >= 0 and var one)
                {
                    Simulation.Send(new Message(UnusedNote, Number, _silos[one], Value: room));
                }

                return;
            }

            Span<int> targets = stackalloc int[policy._notesPerRound];
            var count = _dispatcher.ChooseWhomToTell(Acquainted, NumberedOrNone(_lastPlacer), NumberedOrNone(_lastSender), Now, targets);
            foreach (var target in targets[..count])
            {
                Simulation.Send(new Message(Note, Number, _silos[target], Value: room));
            }
        }

        private void AskForRoom()
        {
            if (At.Waiting.Count == 0 || Acquainted.Members.IsEmpty)
            {
                return;
            }

            if (_asks.NextDue(RoundTrip) <= Now)
            {
                SendAsks();
            }

            if (!_askScheduled)
            {
                _askScheduled = true;
                Simulation.Remind(new Message(AskDue, Number, Number), _asks.NextDue(RoundTrip));
            }
        }

        private void SendAsks()
        {
            _asks.OnRound(Now, Idleness.AskAgainAfter(RoundTrip));
            Span<int> targets = stackalloc int[Idleness.Asked(At.Waiting.Count, At.Slots)];
            foreach (var target in targets[.._dispatcher.ChooseWhomToAsk(Acquainted, Now, targets)])
            {
                Simulation.Send(new Message(Ask, Number, _silos[target], Value: At.Load));
            }
        }

        private void HandTo(int silo, int task)
        {
            policy._hops[task]++;
            policy._sender[task] = Number;
            _dispatcher[Numbered(silo)].OnSendStarted();
            Simulation.Send(new Message(HandedOver, Number, silo, task));
        }

        private void PublishIfChanged()
        {
            if (LoadLevel.Of(At.HasFreeSlot, At.Waiting.Count) != _toldLevel
                && Now - _publishedAt >= ReportPace.LeastInterval(policy.Scenario.Period, LeastReportInterval, Readers.Length, MostPeers))
            {
                Publish();
            }
        }

        private void LookHere() => Apply(Local, At.Load, _received.GetValueOrDefault(Number));

        private void Apply(int silo, double load, double received)
        {
            ref var known = ref _dispatcher[silo];
            known.Tier = CandidateTier.Open;
            known.ServingSlots = known.Slots;
            known.ReportedLoad = load;
            known.ReportedAt = Now;
            known.ServiceTime = known.ServiceTime == TimeSpan.Zero ? _serviceTime.Value : known.ServiceTime;
            known.OnReceived(received);
        }

        private Audience ToAudience(IEnumerable<int> members)
        {
            int[] all = [.. members];
            return new Audience(all, Array.ConvertAll(all, member => _dispatcher[member].Slots));
        }

        private int NumberedOrNone(int silo) => silo < 0 ? -1 : Numbered(silo);

        private int Numbered(int silo) => _numbers.TryGetValue(silo, out var known) ? known : Know(silo);

        private int Know(int silo)
        {
            var known = _dispatcher.Add(Simulation.Silos[silo].Slots, silo == Number, Now);
            _numbers.Add(silo, known);
            if (known == _silos.Count)
            {
                _silos.Add(silo);
            }
            else
            {
                _silos[known] = silo;
            }

            (_everyone, _acquainted) = (null, null);
            return known;
        }
    }
}
