namespace Spawner.Probe;

/// <summary>What became of the work.</summary>
internal sealed record WorkReport
{
    /// <summary>Tasks spawned, those included that replaced lost ones.</summary>
    public required int Spawned { get; init; }

    public required int Ok { get; init; }

    public required int Lost { get; init; }

    /// <summary>Tasks that ended in any other way, and spawns that the client library gave up.</summary>
    public required int Failed { get; init; }

    /// <summary>The first few reasons.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Longest time, in seconds, in which no task ended well.</summary>
    public required double LongestGap { get; init; }

    /// <summary>Unix time in seconds at which the client heard last of a lost task.</summary>
    public required double? LastLost { get; init; }

    public required IReadOnlyList<SiloWork> Silos { get; init; }
}

/// <summary>What became of the work on one silo.</summary>
internal sealed record SiloWork
{
    public required string Name { get; init; }

    public required int Ok { get; init; }

    public required int Lost { get; init; }

    /// <summary>When the client saw the silo join, in seconds from the beginning.</summary>
    public required double? Joined { get; init; }

    /// <summary>When the first of its tasks ended well.</summary>
    public required double? FirstOk { get; init; }
}
