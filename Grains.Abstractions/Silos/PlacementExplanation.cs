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

    /// <summary>Every silo that the decider knows, with what it knows of it.</summary>
    [Id(3)] public required IReadOnlyList<PlacementCandidate> Candidates { get; init; }
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

    /// <summary>Slots that serve its queue: all but those that long-running tasks hold.</summary>
    [Id(3)] public double ServingSlots { get; init; }

    /// <summary>Slots taken and asked for by what runs and waits there, as last reported.</summary>
    [Id(4)] public double ReportedLoad { get; init; }

    /// <summary>Slots asked for by tasks that this silo has sent there and that the report does not count yet.</summary>
    [Id(5)] public double InFlight { get; init; }

    /// <summary>Age of the report.</summary>
    [Id(6)] public TimeSpan ReportAge { get; init; }

    /// <summary>What is compared: load per serving slot, with old reports discounted. The least wins.</summary>
    [Id(7)] public double Score { get; init; }
}
