namespace Spawner.Contracts;

/// <summary>How a task came to where it is.</summary>
[GenerateSerializer, Immutable, Alias("spawner.PlacementTrail")]
internal sealed record PlacementTrail
{
    /// <summary>The silo that placed it first.</summary>
    [Id(0)] public required SiloAddress Placer { get; init; }

    [Id(1)] public required PlacementRule Rule { get; init; }

    /// <summary>Number under which the placer remembers what it decided from, for a while.</summary>
    [Id(2)] public required long Decision { get; init; }

    /// <summary>The last moves since, the oldest first.</summary>
    [Id(3)] public required TaskMove[] Moves { get; init; }
}
