using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>What this silo knows of one silo incarnation besides its load. Owned by <see cref="ClusterLoadView"/>, touched under its lock only.</summary>
internal sealed class PeerState(SiloDescription description, int number)
{
    private static readonly TimeSpan ActivationTakesAtMost = TimeSpan.FromSeconds(2);

    private int _grainsPlaced;
    private TimeSpan _grainPlacedAt;

    public SiloDescription Description { get; } = description;

    /// <summary>Its number in the dispatcher.</summary>
    public int Number { get; } = number;

    public LoadReport? Report { get; private set; }

    /// <summary>Live activations of grains that are placed by load: the peer's own count, and what this silo placed there since.</summary>
    public int Activations => (Report?.Activations ?? 0) + _grainsPlaced;

    /// <summary>Whether most tasks of the kind failed there of late.</summary>
    public bool IsFailing(string? kind) => kind is not null && Report?.FailingKinds is { } failing && failing.AsSpan().Contains(kind);

    public void OnGrainPlaced(TimeSpan now) => (_grainsPlaced, _grainPlacedAt) = (_grainsPlaced + 1, now);

    /// <summary>Takes a report unless a newer one was there first.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool OnReport(LoadReport report, TimeSpan now)
    {
        if (Report is not null && report.Sequence < Report.Sequence)
        {
            return false;
        }

        // Activations that show up in the peer's count are no longer on their way; what does not show up in time never will.
        _grainsPlaced = now - _grainPlacedAt > ActivationTakesAtMost
            ? 0
            : Math.Max(0, _grainsPlaced - Math.Max(0, report.Activations - (Report?.Activations ?? 0)));
        Report = report;
        return true;
    }

    /// <summary>The tier that its last report puts it in.</summary>
    public CandidateTier Tier => PlacementReasons.Judge(Report?.State, Report?.Gate ?? SiloGate.Open, Report?.ServingSlots ?? 0).Tier;
}
