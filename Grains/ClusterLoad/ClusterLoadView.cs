using Spawner.Contracts;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// What this silo knows of every silo that may take tasks, itself included, by address: descriptions, reports and notes go in,
/// choices of its <see cref="Dispatcher"/> come out. Thread-safe, local, and never waits, so the placement director can ask it.
/// </summary>
internal sealed partial class ClusterLoadView
{
    private readonly Lock _lock = new();
    private readonly SiloAddress _self;
    private readonly ClusterLoadOptions _options;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly long _started;
    private readonly Dictionary<SiloAddress, PeerState> _peers = [];
    private readonly HashSet<SiloAddress> _gone = [];
    private readonly List<PeerState?> _byNumber = [];
    private readonly Dispatcher _dispatcher;
    private readonly Audiences _audiences;
    private readonly MovingAverage _roundTrip = MovingAverage.OfRoundTrip();
    private readonly DecisionLog _log = new();
    private long _placed;

    public ClusterLoadView(ILocalSiloDetails self, IOptions<ClusterLoadOptions> options, TimeProvider clock, Random random)
    {
        _self = self.SiloAddress;
        _options = options.Value;
        _clock = clock;
        _random = random;
        _started = clock.GetTimestamp();
        _dispatcher = new Dispatcher(random, _options.SilentAfter);
        _audiences = new Audiences(_dispatcher, HeardOf_NeedsLock, () => _peers.Values);
    }

    /// <summary>Raised outside the lock when a silo's state changed: tasks that wait for a silo may go now.</summary>
    public event Action<SiloDescription, SiloState?, SiloState>? StateChanged;

    /// <summary>Tasks that were ever placed by this silo.</summary>
    public long Placed => Interlocked.Read(ref _placed);

    /// <summary>Whether a note of a silo with room waits for a task.</summary>
    public bool HasNotes
    {
        get
        {
            lock (_lock)
            {
                return _dispatcher.NoteCount > 0;
            }
        }
    }

    /// <summary>Mean time that a message to a silo and its answer take.</summary>
    public TimeSpan RoundTrip
    {
        get
        {
            lock (_lock)
            {
                return _roundTrip.Value;
            }
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_started);

    /// <summary>Makes a silo known, unless it is, or has gone: what it told of itself may arrive after the news of its end.</summary>
    public void Add(SiloDescription description)
    {
        lock (_lock)
        {
            if (_gone.Contains(description.Address) || _peers.ContainsKey(description.Address))
            {
                return;
            }

            var number = _dispatcher.Add(description.Slots, description.Address.Equals(_self), Now, description.Speed);
            var peer = new PeerState(description, number);
            _peers.Add(description.Address, peer);
            if (number == _byNumber.Count)
            {
                _byNumber.Add(peer);
            }
            else
            {
                _byNumber[number] = peer;
            }

            _audiences.Forget();
        }
    }

    /// <summary>A silo incarnation has gone; it does not come back.</summary>
    public void Remove(SiloAddress silo)
    {
        lock (_lock)
        {
            _gone.Add(silo);
            if (_peers.Remove(silo, out var peer))
            {
                _dispatcher.Remove(peer.Number);
                _byNumber[peer.Number] = null;
                _audiences.Forget();
            }
        }
    }

    /// <summary>Takes a report.</summary>
    /// <returns>False if the reporter is not known yet: describe it first.</returns>
    public bool OnReport(LoadReport report)
    {
        PeerState? peer;
        SiloState? before;
        bool taken;
        lock (_lock)
        {
            if (!_peers.TryGetValue(report.Silo, out peer))
            {
                return false;
            }

            before = peer.Report?.State;
            var failed = peer.Report?.FailingKinds;
            taken = peer.OnReport(report, Now);
            if (taken)
            {
                if (!failed.AsSpan().SequenceEqual(report.FailingKinds))
                {
                    _audiences.Forget();
                }

                Apply_NeedsLock(peer, report);
            }
        }

        if (taken && before != report.State)
        {
            StateChanged?.Invoke(peer.Description, before, report.State);
        }

        return true;
    }

    /// <summary>A silo that is known has room for tasks.</summary>
    public void OnIdle(IdleNotice notice)
    {
        OnReport(notice.Load);
        lock (_lock)
        {
            if (_peers.TryGetValue(notice.Load.Silo, out var peer))
            {
                _dispatcher.OnIdle(peer.Number, notice.Room, notice.Unused, Now, Now + notice.Life);
            }
        }
    }

    public void OnSendStarted(SiloAddress silo)
    {
        lock (_lock)
        {
            if (_peers.TryGetValue(silo, out var peer))
            {
                _dispatcher[peer.Number].OnSendStarted();
            }
        }
    }

    /// <param name="silo">Where tasks were sent.</param>
    /// <param name="took">How long the answer took; <see langword="null"/> if there was none, or no message.</param>
    public void OnSendEnded(SiloAddress silo, TimeSpan? took)
    {
        lock (_lock)
        {
            if (_peers.TryGetValue(silo, out var peer))
            {
                _dispatcher[peer.Number].OnSendEnded();
            }

            if (took is { } time)
            {
                _roundTrip.Add(time);
            }
        }
    }

    /// <summary>Chooses a silo for a task and counts the task as sent there.</summary>
    /// <param name="kind">Name of its kind.</param>
    /// <param name="demands">What it asks of a silo besides.</param>
    /// <param name="except">Silos that just refused it.</param>
    public PlacementDecision Place(string kind, TaskDemands? demands, IReadOnlySet<SiloAddress>? except = null)
    {
        lock (_lock)
        {
            return Place_NeedsLock(_audiences.Of(kind, demands, except), demands);
        }
    }

    /// <summary>Chooses a silo for each of some tasks in turn, each choice counting the ones before it.</summary>
    /// <param name="tasks">Tasks.</param>
    /// <param name="which">Indices of those that are to be placed.</param>
    /// <param name="except">Silos that just refused them.</param>
    /// <param name="number">Number under which is remembered for a while what the choices were made from.</param>
    public PlacementDecision[] Place(TaskSpecs tasks, IReadOnlyList<int> which, IReadOnlySet<SiloAddress>? except, out long number)
    {
        var decisions = new PlacementDecision[which.Count];
        lock (_lock)
        {
            number = Log_NeedsLock();
            Audiences.Sort sort = default;
            TaskTemplate? last = null;
            for (var i = 0; i < decisions.Length; i++)
            {
                var template = tasks[which[i]].Template;
                if (!ReferenceEquals(template, last))
                {
                    sort = _audiences.Of(template.Kind, template.Demands, except);
                    last = template;
                }

                decisions[i] = Place_NeedsLock(sort, template.Demands);
            }
        }

        return decisions;
    }

    /// <summary>A silo with room for a task that waits here, as a note told; <see langword="null"/> if no note did.</summary>
    public SiloAddress? TakeNote(string kind, TaskDemands? demands)
    {
        lock (_lock)
        {
            var sort = _audiences.Of(kind, demands);
            var silo = _dispatcher.TakeNote(sort.Audience, sort.Weight, Now);
            return silo < 0 ? null : _byNumber[silo]!.Description.Address;
        }
    }

    /// <summary>Chooses whom to tell that this silo has room.</summary>
    /// <param name="usage">Where the task that ended last came from.</param>
    /// <param name="unused">This silo has had no task for a while.</param>
    public IReadOnlyList<SiloAddress> ChooseWhomToTell(SiloUsage usage, bool unused)
    {
        lock (_lock)
        {
            var everyone = _audiences.Of(kind: null, demands: null).Audience;
            Span<int> targets = stackalloc int[Idleness.ToldPerRound];
            var count = 0;
            if (!unused)
            {
                count = _dispatcher.ChooseWhomToTell(everyone, Number(usage.LastPlacer), Number(usage.LastSender), Now, targets);
            }
            else if (_dispatcher.ChooseWhomToTellUnused(everyone, Now) is >= 0 and var one)
            {
                targets[count++] = one;
            }

            return ToAddresses_NeedsLock(targets[..count]);
        }

        int Number(SiloAddress? silo) => silo is not null && _peers.TryGetValue(silo, out var peer) ? peer.Number : -1;
    }

    /// <summary>Chooses whom to ask for room for tasks that wait here.</summary>
    /// <param name="most">Silos at most; up to <see cref="Idleness.MostAskedPerRound"/>.</param>
    public IReadOnlyList<SiloAddress> ChooseWhomToAsk(int most)
    {
        lock (_lock)
        {
            Span<int> targets = stackalloc int[most];
            var count = _dispatcher.ChooseWhomToAsk(_audiences.Of(kind: null, demands: null).Audience, Now, targets);
            return ToAddresses_NeedsLock(targets[..count]);
        }
    }

    /// <summary>Chooses a silo for a new activation of a grain and counts it until the silo's own count arrives.</summary>
    /// <param name="compatible">Silos that have the grain class; at least one.</param>
    public SiloAddress PlaceGrain(SiloAddress[] compatible)
    {
        lock (_lock)
        {
            var now = Now;
            var numbers = new int[compatible.Length];
            var count = 0;
            foreach (var silo in compatible)
            {
                if (_peers.TryGetValue(silo, out var known))
                {
                    numbers[count++] = known.Number;
                }
            }

            var chosen = _dispatcher.PlaceActivation(numbers.AsSpan(0, count), now);
            if (chosen < 0)
            {
                return compatible[_random.Next(compatible.Length)];
            }

            var peer = _byNumber[chosen]!;
            peer.OnGrainPlaced(now);
            _dispatcher[chosen].Activations = peer.Activations;
            return peer.Description.Address;
        }
    }

    private SiloAddress[] ToAddresses_NeedsLock(ReadOnlySpan<int> numbers)
    {
        var addresses = new SiloAddress[numbers.Length];
        for (var i = 0; i < addresses.Length; i++)
        {
            addresses[i] = _byNumber[numbers[i]]!.Description.Address;
        }

        return addresses;
    }

    private PlacementDecision Place_NeedsLock(Audiences.Sort sort, TaskDemands? demands)
    {
        var choice = Decide(_dispatcher, sort, demands, Now, use: true);
        if (choice.Silo < 0)
        {
            return new PlacementDecision(null, choice.Rule);
        }

        _placed++;
        return new PlacementDecision(_byNumber[choice.Silo]!.Description.Address, choice.Rule);
    }

    private static Choice Decide(Dispatcher dispatcher, Audiences.Sort sort, TaskDemands? demands, TimeSpan now, bool use)
    {
        if (demands?.Silo is not null && sort.Audience.Members is [var pinned, ..])
        {
            // A pin is an order: it holds while the silo drains, too; there is nowhere else to go.
            if (use)
            {
                dispatcher[pinned].OnSent(sort.Weight);
            }

            return new Choice(pinned, PlacementRule.Pinned);
        }

        var choice = ChooseOf(sort.Audience);
        return choice.Silo < 0 && sort.Failing is not null ? ChooseOf(sort.Failing) : choice;

        Choice ChooseOf(Audience audience) =>
            use ? dispatcher.Place(audience, sort.Weight, now) : dispatcher.Explain(audience, sort.Weight, now);
    }

    private void Apply_NeedsLock(PeerState peer, LoadReport report)
    {
        ref var load = ref _dispatcher[peer.Number];
        var now = Now;
        if (!_dispatcher.IsHeard(peer.Number, now))
        {
            // It is one of those whose load is known, from now on.
            _audiences.Forget();
        }

        load.Tier = peer.Tier;
        load.ServingSlots = report.ServingSlots;
        load.ReportedLoad = report.Load;
        load.ServiceTime = report.ServiceTime;
        load.ReportedAt = now;
        load.Activations = peer.Activations;
        load.OnReceived(report.ReceivedFromYou);
        if (report.Placed is { } placed)
        {
            load.OnPlaced(placed);
        }
    }

    /// <summary>
    /// Silos to choose among. In a large cluster a silo hears of the load of only some of the others; where it hears of none
    /// that will do, it knows at least what they are.
    /// </summary>
    private IEnumerable<PeerState> HeardOf_NeedsLock() =>
        _peers.Count <= _options.MaximumPeers ? _peers.Values : _peers.Values.Where(peer => _dispatcher.IsHeard(peer.Number, Now));
}
