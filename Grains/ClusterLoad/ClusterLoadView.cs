using Spawner.Contracts;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// What this silo knows of every silo that may take tasks, itself included: fed by reports and replies, read by the
/// decider. Thread-safe, local, and never waits, so the placement director can ask it.
/// </summary>
internal sealed class ClusterLoadView(ILocalSiloDetails self, IOptions<ClusterLoadOptions> options, TimeProvider clock, Random random)
{
    /// <summary>Slots that an activation counts for: it mostly waits, as a task that is bound by input and output does.</summary>
    private const double ActivationWeight = 0.05;

    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, PeerState> _peers = [];
    private readonly TimeSpan _silentAfter = options.Value.SilentAfter;
    private Candidate[] _candidates = new Candidate[16];
    private PeerState[] _candidatePeers = new PeerState[16];

    /// <summary>Raised outside the lock when a silo's state changed: tasks that wait for a silo may go now.</summary>
    public event Action<SiloDescription, SiloState?, SiloState>? StateChanged;

    public void Add(SiloDescription description)
    {
        lock (_lock)
        {
            _peers.TryAdd(description.Address, new PeerState(description, clock.GetTimestamp()));
        }
    }

    public void Remove(SiloAddress silo)
    {
        lock (_lock)
        {
            _peers.Remove(silo);
        }
    }

    public bool Knows(SiloAddress silo)
    {
        lock (_lock)
        {
            return _peers.ContainsKey(silo);
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
            taken = peer.OnReport(report, clock.GetTimestamp(), clock);
        }

        if (taken && before != report.State)
        {
            StateChanged?.Invoke(peer.Description, before, report.State);
        }

        return true;
    }

    public void OnSendStarted(SiloAddress silo) => WithPeer(silo, static peer => peer.OnSendStarted());

    public void OnSendEnded(SiloAddress silo) => WithPeer(silo, static peer => peer.OnSendEnded());

    /// <summary>Chooses a silo for a task and counts the task as sent there.</summary>
    /// <param name="kind">Name of its kind; <see langword="null"/> for a grain, which any silo takes.</param>
    /// <param name="demands">What it asks of a silo besides.</param>
    /// <param name="except">A silo that just refused it.</param>
    public PlacementDecision Place(string? kind, TaskDemands? demands, IReadOnlySet<SiloAddress>? except = null)
    {
        lock (_lock)
        {
            var (choice, count) = Decide_NeedsLock(kind, demands, except, out var weight);
            if (choice.Index < 0)
            {
                return new PlacementDecision(null, choice.Rule, weight);
            }

            var chosen = _candidatePeers[choice.Index];
            chosen.OnSent(Math.Max(weight, PlacementDecider.LeastWeight), clock.GetTimestamp());
            Array.Clear(_candidatePeers, 0, count);
            return new PlacementDecision(chosen.Description.Address, choice.Rule, weight);
        }
    }

    /// <summary>Chooses a silo for a new activation of a grain and counts it until the silo's own count arrives.</summary>
    /// <param name="compatible">Silos that have the grain class; at least one.</param>
    public SiloAddress PlaceGrain(SiloAddress[] compatible)
    {
        lock (_lock)
        {
            EnsureRoom_NeedsLock();
            var now = clock.GetTimestamp();
            var count = 0;
            foreach (var peer in _peers.Values)
            {
                if (compatible.Contains(peer.Description.Address))
                {
                    // Activations live long: their count does not age as a queue of tasks does.
                    _candidates[count] = ToCandidate(peer, demands: null, now) with
                    {
                        InFlight = peer.InFlight + (peer.Activations * ActivationWeight),
                        ReportAge = TimeSpan.Zero,
                        IsUnused = false,
                    };
                    _candidatePeers[count++] = peer;
                }
            }

            var choice = PlacementDecider.Choose(_candidates.AsSpan(0, count), ActivationWeight, preferred: false, random);
            if (choice.Index < 0)
            {
                return compatible[random.Next(compatible.Length)];
            }

            _candidatePeers[choice.Index].OnGrainPlaced(now);
            return _candidatePeers[choice.Index].Description.Address;
        }
    }

    /// <summary>The decision that <see cref="Place"/> would make, with what it would be made from.</summary>
    public PlacementExplanation Explain(string? kind, TaskDemands? demands)
    {
        lock (_lock)
        {
            var (choice, _) = Decide_NeedsLock(kind, demands, except: null, out var weight);
            var chosen = choice.Index < 0 ? null : _candidatePeers[choice.Index].Description;
            var now = clock.GetTimestamp();
            return new PlacementExplanation
            {
                Chosen = chosen?.Address,
                ChosenName = chosen?.Name,
                Reason = chosen is null ? PlacementReasons.NoSilo(_peers.Values.Select(p => p.Description), kind, demands) : PlacementReasons.Of(choice.Rule),
                Candidates = [.. _peers.Values.Select(peer => Explain(peer, kind, demands, weight, now))],
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
                !peer.Description.Address.Equals(self.SiloAddress)
                && peer.Report?.State is not (SiloState.Draining or SiloState.Leaving)
                && Eligibility.WhyNot(peer.Description, kind, demands) is null);
        }
    }

    /// <summary>The last report of every known silo.</summary>
    public IReadOnlyList<SiloSnapshot> Snapshots()
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            return [.. _peers.Values.Select(peer => peer.Description.ToSnapshot(peer.Report, peer.Age(now, clock), _silentAfter, clock))];
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

    public string? NameOf(SiloAddress silo)
    {
        lock (_lock)
        {
            return _peers.TryGetValue(silo, out var peer) ? peer.Description.Name : null;
        }
    }

    private (Choice Choice, int Count) Decide_NeedsLock(string? kind, TaskDemands? demands, IReadOnlySet<SiloAddress>? except, out double weight)
    {
        EnsureRoom_NeedsLock();
        var now = clock.GetTimestamp();
        weight = demands?.Weight ?? double.NaN;
        var count = 0;
        foreach (var peer in _peers.Values)
        {
            var description = peer.Description;
            if (except?.Contains(description.Address) is true || Eligibility.WhyNot(description, kind, demands) is not null)
            {
                continue;
            }

            weight = double.IsNaN(weight) ? description.WeightOf(kind) : weight;
            _candidates[count] = ToCandidate(peer, demands, now);
            _candidatePeers[count++] = peer;
        }

        weight = double.IsNaN(weight) ? 1 : weight;
        var candidates = _candidates.AsSpan(0, count);
        if (demands?.Silo is not null && count > 0)
        {
            // A pin is an order: it holds while the silo drains, too; there is nowhere else to go.
            return (new Choice(0, PlacementRule.Pinned), count);
        }

        return (PlacementDecider.Choose(candidates, weight, demands?.PreferredLabels is { Count: > 0 }, random), count);
    }

    private Candidate ToCandidate(PeerState peer, TaskDemands? demands, long now) => new()
    {
        IsLocal = peer.Description.Address.Equals(self.SiloAddress),
        Tier = peer.Judge(now, clock, _silentAfter).Tier,
        Slots = peer.Description.Slots,
        ServingSlots = peer.Report?.ServingSlots ?? 0,
        ReportedLoad = peer.Report?.Load ?? 0,
        InFlight = peer.InFlight,
        ReportAge = peer.Description.Address.Equals(self.SiloAddress) ? TimeSpan.Zero : peer.Age(now, clock),
        ServiceTime = peer.Report?.ServiceTime ?? TimeSpan.FromSeconds(1),
        IsUnused = peer.IsUnused(now, clock),
        PreferredMatches = Eligibility.CountMatches(peer.Description.Labels, demands?.PreferredLabels),
    };

    private PlacementCandidate Explain(PeerState peer, string? kind, TaskDemands? demands, double weight, long now)
    {
        var candidate = ToCandidate(peer, demands, now);
        return new PlacementCandidate
        {
            Address = peer.Description.Address,
            Name = peer.Description.Name,
            Excluded = Eligibility.WhyNot(peer.Description, kind, demands) ?? peer.Judge(now, clock, _silentAfter).Excluded,
            ServingSlots = candidate.ServingSlots,
            ReportedLoad = candidate.ReportedLoad,
            InFlight = candidate.InFlight,
            ReportAge = candidate.ReportAge,
            Score = PlacementDecider.Score(candidate, weight),
        };
    }

    private void EnsureRoom_NeedsLock()
    {
        if (_candidates.Length < _peers.Count)
        {
            _candidates = new Candidate[_peers.Count * 2];
            _candidatePeers = new PeerState[_peers.Count * 2];
        }
    }

    private void WithPeer(SiloAddress silo, Action<PeerState> action)
    {
        lock (_lock)
        {
            if (_peers.TryGetValue(silo, out var peer))
            {
                action(peer);
            }
        }
    }
}
