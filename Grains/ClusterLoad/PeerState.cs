using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>What this silo knows of one silo incarnation. Owned by <see cref="ClusterLoadView"/>, touched under its lock only.</summary>
internal sealed class PeerState(SiloDescription description, long now)
{
    private static readonly TimeSpan ActivationTakesAtMost = TimeSpan.FromSeconds(2);

    private double _sent;
    private double _received;
    private int _sendsUnderWay;
    private int _grainsPlaced;
    private long _grainPlacedAt;
    private long _reportedAt = now;
    private long? _usedAt;

    public SiloDescription Description { get; } = description;

    public LoadReport? Report { get; private set; }

    /// <summary>Weight on its way: sent, and not yet counted by the peer. Exact, since both sides count everything ever sent.</summary>
    public double InFlight => Math.Max(0, _sent - _received);

    /// <summary>Live activations of grains that are placed by load: the peer's own count, and what this silo placed there since.</summary>
    public int Activations => (Report?.Activations ?? 0) + _grainsPlaced;

    public void OnGrainPlaced(long now) => (_grainsPlaced, _grainPlacedAt) = (_grainsPlaced + 1, now);

    public void OnSent(double weight, long now)
    {
        _sent += weight;
        _usedAt = now;
    }

    /// <summary>Whether it has no task, and got none from anybody for <see cref="PlacementDecider.UnusedAfter"/>.</summary>
    public bool IsUnused(long now, TimeProvider clock) =>
        Report is { Running: 0, Queued: 0 } && (_usedAt is not { } usedAt || clock.GetElapsedTime(usedAt, now) >= PlacementDecider.UnusedAfter);

    public void OnSendStarted() => _sendsUnderWay++;

    /// <summary>A send was answered or failed. With none under way, whatever the peer does not count was lost on the way.</summary>
    public void OnSendEnded()
    {
        _sendsUnderWay--;
        ForgetLost();
    }

    /// <summary>Takes a report unless a newer one was there first.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool OnReport(LoadReport report, long now, TimeProvider clock)
    {
        if (Report is not null && report.Sequence < Report.Sequence)
        {
            return false;
        }

        // Activations that show up in the peer's count are no longer on their way; what does not show up in time never will.
        _grainsPlaced = clock.GetElapsedTime(_grainPlacedAt, now) > ActivationTakesAtMost
            ? 0
            : Math.Max(0, _grainsPlaced - Math.Max(0, report.Activations - (Report?.Activations ?? 0)));
        if (report.Received != (Report?.Received ?? 0) || report.Running + report.Queued > 0)
        {
            _usedAt = now;
        }

        Report = report;
        _reportedAt = now;
        _received = Math.Max(_received, report.ReceivedFromYou);
        ForgetLost();
        return true;
    }

    public TimeSpan Age(long now, TimeProvider clock) => clock.GetElapsedTime(_reportedAt, now);

    /// <summary>The tier, and why a silo is out of the choice.</summary>
    public (CandidateTier Tier, string? Excluded) Judge(long now, TimeProvider clock, TimeSpan silentAfter)
    {
        if (Report is null)
        {
            return (CandidateTier.Out, "it has not reported yet");
        }

        if (Age(now, clock) is var age && age > silentAfter)
        {
            return (CandidateTier.Out, $"it has not reported for {age.TotalSeconds:0.0} s");
        }

        return Report.State switch
        {
            SiloState.Active when Report.ServingSlots > 0 => (CandidateTier.Open, null),
            SiloState.Active => (CandidateTier.Blocked, "long-running tasks hold all its slots"),
            SiloState.Full => (CandidateTier.Full, "its queue, memory or processor is at its limit"),
            SiloState.Draining => (CandidateTier.Out, "it drains"),
            SiloState.Leaving => (CandidateTier.Out, "it is shutting down"),
            var other => (CandidateTier.Out, $"its state is {other}"),
        };
    }

    private void ForgetLost()
    {
        if (_sendsUnderWay == 0)
        {
            _received = _sent;
        }
    }
}
