namespace Spawner.Grains.Placement;

/// <summary>What a dispatcher knows of one silo's load.</summary>
/// <remarks>
/// The score of a silo is its expected load per serving slot with the new task on it. What the dispatcher itself has sent
/// there and no report counts yet is known exactly and counted in full; what the last report said is discounted by its
/// age, down to "one task for each slot": acting greedily on old news would send every dispatcher's tasks to the same silo
/// (Mitzenmacher, How Useful Is Old Information?, 2000; Dahlin, Interpreting Stale Load Information, 2000). A report keeps
/// its worth for about as long as the reported queue needs to drain.
/// </remarks>
internal record struct PeerLoad
{
    /// <summary>
    /// A task counts for at least this many slots in the choice of a silo, also one that waits and weighs nothing: it
    /// takes memory, and thousands of them should not be on one silo.
    /// </summary>
    internal const double LeastWeight = 0.001;

    /// <summary>Slots that an activation counts for: it mostly waits, as a task that is bound by input and output does.</summary>
    private const double ActivationWeight = 0.05;

    private double _sent;
    private double _received;
    private int _sendsUnderWay;
    private bool _isSendDue;
    private long _placed;

    public PeerLoad()
    {
    }

    /// <summary>Whether it is the dispatcher's own silo, which costs no message.</summary>
    public required bool IsLocal { get; init; }

    public required double Slots { get; init; }

    /// <summary>How fast a slot is beside one that has a processor of its own; above 0, to 1.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>As last reported; <see cref="CandidateTier.Out"/> before the first report.</summary>
    public CandidateTier Tier { get; set; }

    /// <summary>Slots that serve the queue: all but those that long-running tasks hold beyond the extra ones; behind a gate those that are taken.</summary>
    public double ServingSlots { get; set; }

    /// <summary>Slots taken and asked for, as last reported.</summary>
    public double ReportedLoad { get; set; }

    public TimeSpan ServiceTime { get; set; }

    /// <summary>When it last reported.</summary>
    public TimeSpan ReportedAt { get; set; }

    /// <summary>Live activations of grains that are placed by load.</summary>
    public int Activations { get; set; }

    /// <summary>Tasks that it placed, as a dispatcher, between its last two reports.</summary>
    public long RecentlyPlaced { get; private set; }

    /// <summary>Weight on its way: sent, and not yet counted by the silo. Exact, since both sides count everything ever sent.</summary>
    public readonly double InFlight => Math.Max(0, _sent - _received);

    /// <summary>A task is placed there; <see cref="OnSendStarted"/> and <see cref="OnSendEnded"/> follow, also where no message does.</summary>
    public void OnSent(double weight) => (_sent, _isSendDue) = (_sent + Math.Max(weight, LeastWeight), true);

    /// <summary>It says how many tasks it ever placed.</summary>
    public void OnPlaced(long placed) => (RecentlyPlaced, _placed) = (placed - _placed, placed);

    /// <summary>A message with tasks leaves for the silo.</summary>
    public void OnSendStarted() => (_sendsUnderWay, _isSendDue) = (_sendsUnderWay + 1, false);

    /// <summary>It was answered or failed. With none under way, whatever the silo does not count was lost on the way.</summary>
    public void OnSendEnded()
    {
        _sendsUnderWay--;
        ForgetLost();
    }

    /// <summary>The silo counts so much weight that it ever received from this dispatcher.</summary>
    public void OnReceived(double weight)
    {
        _received = Math.Max(_received, weight);
        ForgetLost();
    }

    public readonly TimeSpan Age(TimeSpan now) => IsLocal ? TimeSpan.Zero : now - ReportedAt;

    public readonly bool HasRoom(double weight) => ReportedLoad + InFlight + weight <= ServingSlots + 1e-9;

    /// <summary>Expected load per serving slot with the task added; on slow slots it counts for more, as it takes longer.</summary>
    public readonly double Score(double weight, TimeSpan now)
    {
        // A silo whose every slot is held by long-running tasks has its slots to offer only in name.
        var serving = ServingSlots > 0 ? ServingSlots : Slots / 1000;
        if (serving <= 0)
        {
            return double.PositiveInfinity;
        }

        var reported = ReportedLoad / serving;
        var worth = Worth(Age(now), ServiceTime, reported);
        return ((worth * reported) + (1 - worth) + ((InFlight + weight) / serving)) / Speed;
    }

    /// <summary>Load per slot with one more activation. Activations live long: their count does not age as a queue of tasks does.</summary>
    public readonly double ActivationScore() =>
        Slots <= 0 ? double.PositiveInfinity : (ReportedLoad + InFlight + ((Activations + 1) * ActivationWeight)) / (ServingSlots > 0 ? ServingSlots : Slots / 1000);

    /// <summary>How much of a report still holds: 1 at once, falling with its age over the time that the queue needs to drain.</summary>
    internal static double Worth(TimeSpan age, TimeSpan serviceTime, double reportedPerSlot) =>
        age <= TimeSpan.Zero ? 1 : Math.Exp(-age.Ticks / (2.0 * serviceTime.Ticks * (1 + reportedPerSlot)));

    private void ForgetLost()
    {
        if (_sendsUnderWay == 0 && !_isSendDue)
        {
            _received = _sent;
        }
    }
}

/// <summary>Silos of the best tier present are compared, the others are not.</summary>
internal enum CandidateTier
{
    /// <summary>Drains, leaves, is silent or dead.</summary>
    Out = 0,

    /// <summary>At a limit: only when there is no other.</summary>
    Full = 1,

    /// <summary>Long-running tasks hold all its slots and all extra ones: what is sent there may wait for ever.</summary>
    Blocked = 2,

    /// <summary>Takes tasks.</summary>
    Open = 3,
}
