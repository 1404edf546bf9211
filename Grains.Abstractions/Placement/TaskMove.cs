using Orleans.Runtime;

namespace Spawner;

/// <summary>A task that had not started, or was interrupted, left one silo for another.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskMove")]
public sealed record TaskMove
{
    /// <summary>The silo that it left.</summary>
    [Id(0)] public required SiloAddress From { get; init; }

    /// <summary>Its name.</summary>
    [Id(1)] public required string FromName { get; init; }

    /// <summary>The silo that took it.</summary>
    [Id(2)] public required SiloAddress To { get; init; }

    /// <summary>When it left.</summary>
    [Id(3)] public required DateTimeOffset At { get; init; }

    /// <summary>Why.</summary>
    [Id(4)] public required TaskMoveReason Reason { get; init; }
}

/// <summary>Why a task moved.</summary>
[GenerateSerializer, Alias("spawner.TaskMoveReason")]
public enum TaskMoveReason
{
    /// <summary>It waited for a slot, and the other silo had one free.</summary>
    FreeSlot = 0,

    /// <summary>No silo could run it until that one could.</summary>
    SiloFound = 1,

    /// <summary>Its silo drains or leaves.</summary>
    Drain = 2,

    /// <summary>Most tasks of its kind failed on its silo.</summary>
    FailingKind = 3,
}
