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

    /// <summary>The tier that its last report puts it in, and why it is out of the choice or at the end of it.</summary>
    public (CandidateTier Tier, string? Excluded) Judge() => Report?.State switch
    {
        null => (CandidateTier.Out, "it has not reported yet"),
        SiloState.Active when Report.ServingSlots > 0 => (CandidateTier.Open, null),
        SiloState.Active => (CandidateTier.Blocked, "long-running tasks hold all its slots"),
        SiloState.Full => (CandidateTier.Full, "its queue, memory or processor is at its limit"),
        SiloState.Draining => (CandidateTier.Out, "it drains"),
        SiloState.Leaving => (CandidateTier.Out, "it is shutting down"),
        var other => (CandidateTier.Out, $"its state is {other}"),
    };
}
