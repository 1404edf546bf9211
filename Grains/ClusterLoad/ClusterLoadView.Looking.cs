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
            var (audience, weight) = _audiences.Of(kind, demands);
            var choice = Decide_NeedsLock(audience, weight, demands, explain: true);
            var chosen = choice.Silo < 0 ? null : _byNumber[choice.Silo]!.Description;
            return new PlacementExplanation
            {
                Chosen = chosen?.Address,
                ChosenName = chosen?.Name,
                Reason = chosen is null ? PlacementReasons.NoSilo(_peers.Values.Select(p => p.Description), kind, demands) : PlacementReasons.Of(choice.Rule),
                Candidates = [.. _peers.Values.Select(peer => Explain_NeedsLock(peer, kind, demands, weight))],
            };
        }
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

    private PlacementCandidate Explain_NeedsLock(PeerState peer, string kind, TaskDemands? demands, double weight)
    {
        ref readonly var load = ref _dispatcher[peer.Number];
        var age = AgeOf_NeedsLock(peer);
        return new PlacementCandidate
        {
            Address = peer.Description.Address,
            Name = peer.Description.Name,
            Excluded = Eligibility.WhyNot(peer.Description, kind, demands)
                ?? (peer.Report is not null && !_dispatcher.IsHeard(peer.Number, Now) ? $"it has not reported for {age.TotalSeconds:0.0} s" : peer.Judge().Excluded),
            ServingSlots = load.ServingSlots,
            ReportedLoad = load.ReportedLoad,
            InFlight = load.InFlight,
            ReportAge = load.Age(Now),
            Score = load.Score(weight, Now),
        };
    }
}
