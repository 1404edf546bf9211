namespace Spawner.Grains.Placement;

/// <summary>What the decider knows of a silo that may run a task.</summary>
internal readonly record struct Candidate
{
    /// <summary>Whether it is the decider's own silo, which costs no message.</summary>
    public required bool IsLocal { get; init; }

    public required CandidateTier Tier { get; init; }

    public required double Slots { get; init; }

    /// <summary>Slots that serve the queue: all but those that long-running tasks hold.</summary>
    public required double ServingSlots { get; init; }

    /// <summary>Slots taken and asked for, as last reported.</summary>
    public required double ReportedLoad { get; init; }

    /// <summary>Sent there by this silo, and not counted by the report.</summary>
    public required double InFlight { get; init; }

    public required TimeSpan ReportAge { get; init; }

    public required TimeSpan ServiceTime { get; init; }

    /// <summary>Has no task, and got none for a while: see <see cref="PlacementDecider.UnusedAfter"/>.</summary>
    public bool IsUnused { get; init; }

    /// <summary>How many of the task's preferred labels it has.</summary>
    public int PreferredMatches { get; init; }
}

/// <summary>Candidates of the best tier present are compared, the others are not.</summary>
internal enum CandidateTier
{
    /// <summary>Drains, leaves, is silent or dead.</summary>
    Out = 0,

    /// <summary>At a limit: only when there is no other.</summary>
    Full = 1,

    /// <summary>All its slots are held by long-running tasks: what is sent there may wait for ever.</summary>
    Blocked = 2,

    /// <summary>Takes tasks.</summary>
    Open = 3,
}

/// <summary>The rule that chose a silo.</summary>
internal enum PlacementRule
{
    NoCandidate,
    Unused,
    LeastLoaded,
    LeastLoadedOfDrawn,
    Preferred,
    Pinned,
}

/// <summary>A decision.</summary>
/// <param name="Index">Index of the chosen candidate; -1 for none.</param>
/// <param name="Rule">What chose it.</param>
internal readonly record struct Choice(int Index, PlacementRule Rule);
