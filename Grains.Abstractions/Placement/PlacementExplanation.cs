using Orleans.Runtime;

namespace Spawner;

/// <summary>Which silo a task goes to, or would go to, and why.</summary>
[GenerateSerializer, Immutable, Alias("spawner.PlacementExplanation")]
public sealed record PlacementExplanation
{
    /// <summary>The chosen silo; <see langword="null"/> if none may run the task, which then waits.</summary>
    [Id(0)] public SiloAddress? Chosen { get; init; }

    /// <summary>Name of the chosen silo.</summary>
    [Id(1)] public string? ChosenName { get; init; }

    /// <summary>The rule that chose, or why none could, in a sentence.</summary>
    [Id(2)] public required string Reason { get; init; }

    /// <summary>
    /// The silos that the decider knows, and what it knows of them: when it decided, if <see cref="DecidedAt"/> says when,
    /// else now. At most 64.
    /// </summary>
    [Id(3)] public required IReadOnlyList<PlacementCandidate> Candidates { get; init; }

    /// <summary>The rule that chose.</summary>
    [Id(4)] public PlacementRule Rule { get; init; }

    /// <summary>
    /// Of a task that was spawned: when it was placed, with the candidates as they stood before its batch.
    /// <see langword="null"/> where no task was placed yet, and once the silo that placed it has forgotten, which it does after
    /// some thousand batches; then the candidates are shown as they are now.
    /// </summary>
    [Id(5)] public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The silo that placed the task; <see langword="null"/> where no task was placed.</summary>
    [Id(6)] public SiloAddress? PlacedBy { get; init; }

    /// <summary>From silo to silo since it was placed, the oldest move first; the last eight.</summary>
    [Id(7)] public IReadOnlyList<TaskMove> Moves { get; init; } = [];
}

/// <summary>A silo in the eyes of the decider.</summary>
[GenerateSerializer, Immutable, Alias("spawner.PlacementCandidate")]
public sealed record PlacementCandidate
{
    /// <summary>The silo incarnation.</summary>
    [Id(0)] public required SiloAddress Address { get; init; }

    /// <summary>Its name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>Why it was out of the choice, in a sentence; <see langword="null"/> if it was in it.</summary>
    [Id(2)] public string? Excluded { get; init; }

    /// <summary>Slots that serve its queue: all but those that long-running tasks hold beyond the extra ones that make up for them; behind a gate those that are taken.</summary>
    [Id(3)] public double ServingSlots { get; init; }

    /// <summary>Slots taken and asked for by what runs and waits there, as last reported.</summary>
    [Id(4)] public double ReportedLoad { get; init; }

    /// <summary>Slots asked for by tasks that this silo has sent there and that the report does not count yet.</summary>
    [Id(5)] public double InFlight { get; init; }

    /// <summary>Age of the report.</summary>
    [Id(6)] public TimeSpan ReportAge { get; init; }

    /// <summary>What is compared: load per serving slot, with old reports discounted. The least wins.</summary>
    [Id(7)] public double Score { get; init; }

    /// <summary>What makes it take fewer tasks than it has slots, as last reported.</summary>
    [Id(8)] public SiloGate Gate { get; init; }
}
