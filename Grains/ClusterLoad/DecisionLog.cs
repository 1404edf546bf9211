using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>What was known of a silo when a choice among several was made.</summary>
/// <param name="Peer">The silo.</param>
/// <param name="Load">Its load.</param>
/// <param name="State">Its state as last reported; <see langword="null"/> before the first report.</param>
/// <param name="Gate">What held it back.</param>
/// <param name="FailingKinds">Kinds of which most tasks failed there.</param>
internal readonly record struct KnownSilo(PeerState Peer, PeerLoad Load, SiloState? State, SiloGate Gate, string[]? FailingKinds);

/// <summary>
/// What the last decisions were made from, for whoever asks why a task is where it is. Bounded; the oldest are overwritten.
/// Not thread-safe: owned by <see cref="ClusterLoadView"/>.
/// </summary>
internal sealed class DecisionLog
{
    /// <summary>Silos that are remembered of one decision.</summary>
    internal const int MaximumSilosEach = 64;

    /// <summary>Powers of two. About 1 MB together: where three silos are known the last 2,700 decisions.</summary>
    private const int MaximumDecisions = 4096;
    private const int MaximumSilos = 8192;

    private readonly Decision[] _decisions = new Decision[MaximumDecisions];
    private readonly KnownSilo[] _silos = new KnownSilo[MaximumSilos];
    private long _nextDecision = 1;
    private long _nextSilo;

    /// <summary>Begins a decision: what is added from now on belongs to it.</summary>
    /// <returns>Its number; never 0.</returns>
    public long Begin(TimeSpan at, DateTimeOffset time)
    {
        var number = _nextDecision++;
        _decisions[number % MaximumDecisions] = new Decision(number, at, time, _nextSilo, 0);
        return number;
    }

    /// <summary>Adds a silo to the decision that was begun last.</summary>
    /// <returns>Whether there is room for another one.</returns>
    public bool Add(in KnownSilo silo)
    {
        ref var decision = ref _decisions[(_nextDecision - 1) % MaximumDecisions];
        _silos[_nextSilo++ % MaximumSilos] = silo;
        decision = decision with { Count = decision.Count + 1 };
        return decision.Count < MaximumSilosEach;
    }

    /// <summary>Finds a decision that is still remembered.</summary>
    public bool TryFind(long number, out Decision found)
    {
        found = _decisions[number % MaximumDecisions];
        return number > 0 && found.Number == number && found.First + MaximumSilos >= _nextSilo;
    }

    /// <summary>The silos of a decision that was found.</summary>
    public IEnumerable<KnownSilo> SilosOf(Decision decision)
    {
        for (var i = 0; i < decision.Count; i++)
        {
            yield return _silos[(decision.First + i) % MaximumSilos];
        }
    }

    /// <summary>A decision.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="At">When, on the clock of reports.</param>
    /// <param name="Time">When.</param>
    /// <param name="First">Position of its first silo.</param>
    /// <param name="Count">Its silos.</param>
    public readonly record struct Decision(long Number, TimeSpan At, DateTimeOffset Time, long First, int Count);
}
