using Orleans.Runtime;

namespace Spawner;

/// <summary>Where the next tasks of a kind would go if they were spawned together now.</summary>
[GenerateSerializer, Immutable, Alias("spawner.PlacementForecast")]
public sealed record PlacementForecast
{
    /// <summary>Tasks for each silo that would get any, most first. Tasks that then wait may still move to silos that have room sooner.</summary>
    [Id(0)] public required IReadOnlyList<PlacementShare> Shares { get; init; }

    /// <summary>Tasks that would wait, since no silo may run them.</summary>
    [Id(1)] public required int Waiting { get; init; }

    /// <summary>Where the first of them would go, and what that is decided from.</summary>
    [Id(2)] public required PlacementExplanation First { get; init; }
}

/// <summary>Tasks that would go to one silo.</summary>
[GenerateSerializer, Immutable, Alias("spawner.PlacementShare")]
public sealed record PlacementShare
{
    /// <summary>The silo incarnation.</summary>
    [Id(0)] public required SiloAddress Address { get; init; }

    /// <summary>Its name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>How many.</summary>
    [Id(2)] public required int Tasks { get; init; }
}
