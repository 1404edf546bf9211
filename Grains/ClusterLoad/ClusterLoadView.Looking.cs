using Spawner.Contracts;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <content>What it tells those who only look.</content>
internal sealed partial class ClusterLoadView
{
    /// <summary>The decision that <see cref="Place(string, TaskDemands?, IReadOnlySet{SiloAddress}?)"/> would make, with what it would be made from.</summary>
    public PlacementExplanation Explain(string kind, TaskDemands? demands)
    {
        lock (_lock)
        {
            var sort = _audiences.Of(kind, demands);
            var choice = Decide(_dispatcher, sort, demands, Now, use: false);
            var chosen = choice.Silo < 0 ? null : _byNumber[choice.Silo]!.Description;
            return new PlacementExplanation
            {
                Chosen = chosen?.Address,
                ChosenName = chosen?.Name,
                Reason = chosen is null ? PlacementReasons.NoSilo(_peers.Values.Select(p => p.Description), kind, demands) : PlacementReasons.Of(choice.Rule),
                Rule = choice.Rule,
                Candidates = ToCandidates([.. HeardOf_NeedsLock().Take(DecisionLog.MaximumSilosEach).Select(Known_NeedsLock)], kind, demands, Now),
            };
        }
    }

    /// <summary>What a decision of some time ago was made from; <see langword="null"/> once it is forgotten.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="kind">Kind of the task that it was made for.</param>
    /// <param name="demands">The task's demands.</param>
    public PastDecision? ExplainDecision(long number, string kind, TaskDemands? demands)
    {
        lock (_lock)
        {
            return !_log.TryFind(number, out var decision) ? null : new PastDecision
            {
                At = decision.Time,
                Candidates = ToCandidates([.. _log.SilosOf(decision)], kind, demands, decision.At),
            };
        }
    }

    /// <summary>Where so many tasks would go, each choice counting the ones before it.</summary>
    public PlacementForecast Forecast(string kind, TaskDemands? demands, int count)
    {
        Audiences.Sort sort;
        Dispatcher imagined;
        PeerState?[] byNumber;
        PlacementExplanation first;
        lock (_lock)
        {
            sort = _audiences.Of(kind, demands);
            (imagined, byNumber, first) = (_dispatcher.Copy(), [.. _byNumber], Explain(kind, demands));
        }

        // Without the lock: many choices take a while, and tasks are to be placed meanwhile.
        var now = Now;
        var shares = new Dictionary<int, int>();
        for (var i = 0; i < count; i++)
        {
            var silo = Decide(imagined, sort, demands, now, use: true).Silo;
            shares[silo] = shares.GetValueOrDefault(silo) + 1;
        }

        shares.Remove(-1, out var waiting);
        return new PlacementForecast
        {
            Shares = [.. shares.OrderByDescending(share => share.Value).Select(share => ToShare(byNumber[share.Key]!.Description, share.Value))],
            Waiting = waiting,
            First = first,
        };

        static PlacementShare ToShare(SiloDescription silo, int tasks) => new() { Address = silo.Address, Name = silo.Name, Tasks = tasks };
    }

    /// <summary>
    /// Whether another silo could run a task. One that is silent counts: late reports are no reason to give a task up.
    /// </summary>
    public bool CouldRunElsewhere(string kind, TaskDemands? demands)
    {
        lock (_lock)
        {
            return _peers.Values.Any(peer =>
                !peer.Description.Address.Equals(_self)
                && peer.Report?.State is not (SiloState.Draining or SiloState.Leaving)
                && Eligibility.WhyNot(peer.Description, kind, demands) is null);
        }
    }

    /// <summary>The last report of every known silo.</summary>
    public IReadOnlyList<SiloSnapshot> Snapshots()
    {
        lock (_lock)
        {
            return [.. _peers.Values.Select(peer => peer.Description.ToSnapshot(peer.Report, AgeOf_NeedsLock(peer), _options.SilentAfter, _clock))];
        }
    }

    /// <summary>What this silo's placement goes by now.</summary>
    public PlacementFigures Figures()
    {
        lock (_lock)
        {
            var now = Now;
            var (oldest, least, most) = (TimeSpan.Zero, double.PositiveInfinity, 0.0);
            foreach (var peer in _peers.Values)
            {
                if (_dispatcher.TierOf(peer.Number, now) == CandidateTier.Open)
                {
                    ref readonly var load = ref _dispatcher[peer.Number];
                    oldest = load.Age(now) > oldest ? load.Age(now) : oldest;
                    least = Math.Min(least, load.ReportedLoad / load.ServingSlots);
                    most = Math.Max(most, load.ReportedLoad / load.ServingSlots);
                }
            }

            return new PlacementFigures(_dispatcher.NoteCount, oldest, Math.Max(0, most - least));
        }
    }

    /// <summary>The address of the silo with that name or address.</summary>
    public SiloAddress? Find(string nameOrAddress)
    {
        lock (_lock)
        {
            return _peers.Values.FirstOrDefault(p => p.Description.IsCalled(nameOrAddress))?.Description.Address;
        }
    }

    private TimeSpan AgeOf_NeedsLock(PeerState peer) => Now - _dispatcher[peer.Number].ReportedAt;

    private long Log_NeedsLock()
    {
        var number = _log.Begin(Now, _clock.GetUtcNow());
        foreach (var peer in HeardOf_NeedsLock())
        {
            if (!_log.Add(Known_NeedsLock(peer)))
            {
                break;
            }
        }

        return number;
    }

    private KnownSilo Known_NeedsLock(PeerState peer) =>
        new(peer, _dispatcher[peer.Number], peer.Report?.State, peer.Report?.Gate ?? SiloGate.Open, peer.Report?.FailingKinds);

    private PlacementCandidate[] ToCandidates(KnownSilo[] silos, string kind, TaskDemands? demands, TimeSpan at)
    {
        var failsEverywhere = Array.TrueForAll(silos, silo => Fails(silo) || Eligibility.WhyNot(silo.Peer.Description, kind, demands) is not null);
        return Array.ConvertAll(silos, silo => new PlacementCandidate
        {
            Address = silo.Peer.Description.Address,
            Name = silo.Peer.Description.Name,
            Excluded = WhyExcluded(silo),
            ServingSlots = silo.Load.ServingSlots,
            ReportedLoad = silo.Load.ReportedLoad,
            InFlight = silo.Load.InFlight,
            ReportAge = silo.Load.Age(at),
            Score = silo.Load.Score(demands?.Weight ?? silo.Peer.Description.WeightOf(kind), at),
            Gate = silo.Gate,
        });

        bool Fails(KnownSilo silo) => silo.FailingKinds.AsSpan().Contains(kind);

        string? WhyExcluded(KnownSilo silo) =>
            Eligibility.WhyNot(silo.Peer.Description, kind, demands)
            ?? (silo.State is not null && silo.Load.Age(at) > _options.SilentAfter ? $"it has not reported for {silo.Load.Age(at).TotalSeconds:0.0} s" : null)
            ?? (!failsEverywhere && Fails(silo) ? $"most of its last tasks of kind '{kind}' failed, and other silos do better" : null)
            ?? PlacementReasons.Judge(silo.State, silo.Gate, silo.Load.ServingSlots).Excluded;
    }
}
