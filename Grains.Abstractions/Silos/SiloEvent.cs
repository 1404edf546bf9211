using Orleans.Runtime;

namespace Spawner;

/// <summary>A change in the record of nodes that come and go.</summary>
[GenerateSerializer, Immutable, Alias("spawner.SiloEvent")]
public sealed record SiloEvent
{
    /// <summary>The silo incarnation.</summary>
    [Id(0)] public required SiloAddress Address { get; init; }

    /// <summary>Its name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>What happened.</summary>
    [Id(2)] public required SiloChange Change { get; init; }

    /// <summary>When the answering silo saw it.</summary>
    [Id(3)] public required DateTimeOffset At { get; init; }
}

/// <summary>What can happen to a silo.</summary>
[GenerateSerializer, Alias("spawner.SiloChange")]
public enum SiloChange
{
    /// <summary>Became active.</summary>
    Joined = 0,

    /// <summary>Takes no new tasks any more.</summary>
    Draining = 1,

    /// <summary>Takes tasks again.</summary>
    Resumed = 2,

    /// <summary>Left in good order.</summary>
    Left = 3,

    /// <summary>Was declared dead by the others.</summary>
    Died = 4,
}
