using Orleans.Runtime;

namespace Spawner;

/// <summary>A silo as it last spoke of itself.</summary>
[GenerateSerializer, Immutable, Alias("spawner.SiloSnapshot")]
public sealed record SiloSnapshot
{
    /// <summary>The silo incarnation: address, port and generation.</summary>
    [Id(0)] public required SiloAddress Address { get; init; }

    /// <summary>Its name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>Its labels.</summary>
    [Id(2)] public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Version of the program that it runs.</summary>
    [Id(3)] public required string Version { get; init; }

    /// <summary>Whether it takes work.</summary>
    [Id(4)] public required SiloState State { get; init; }

    /// <summary>Since when it has been in that state.</summary>
    [Id(5)] public required DateTimeOffset Since { get; init; }

    /// <summary>Names of the kinds that it runs.</summary>
    [Id(6)] public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>Its slots.</summary>
    [Id(7)] public double Slots { get; init; }

    /// <summary>Slots taken by running tasks.</summary>
    [Id(8)] public double SlotsTaken { get; init; }

    /// <summary>Tasks that run, waiting ones included.</summary>
    [Id(9)] public int Running { get; init; }

    /// <summary>Tasks that wait for a slot.</summary>
    [Id(10)] public int Queued { get; init; }

    /// <summary>Mean time that its tasks took lately (moving average, weight 1/16).</summary>
    [Id(11)] public TimeSpan ServiceTime { get; init; }

    /// <summary>Processor use of its machine or container, 0 to 1.</summary>
    [Id(12)] public double Cpu { get; init; }

    /// <summary>Memory in use of what it may use, 0 to 1.</summary>
    [Id(13)] public double Memory { get; init; }

    /// <summary>Age of these figures when they were read.</summary>
    [Id(14)] public TimeSpan Age { get; init; }

    /// <summary>What makes it take fewer tasks than it has slots.</summary>
    [Id(15)] public SiloGate Gate { get; init; }

    /// <summary>
    /// Kinds of which more than half of its last 20 tasks failed. While other silos do better they get them, and this one a
    /// single task after five seconds, to see whether it has recovered.
    /// </summary>
    [Id(16)] public IReadOnlyList<string> FailingKinds { get; init; } = [];

    /// <summary>
    /// How fast a slot is beside one that has a processor of its own, as the limit of the silo's control group says: 0.25 where
    /// a container may use a quarter of a processor; 1 without a limit.
    /// </summary>
    [Id(17)] public double Speed { get; init; } = 1;
}

/// <summary>Whether a silo takes work.</summary>
[GenerateSerializer, Alias("spawner.SiloState")]
public enum SiloState
{
    /// <summary>Starting; takes none yet.</summary>
    Joining = 0,

    /// <summary>Takes tasks.</summary>
    Active = 1,

    /// <summary>Takes tasks, but only when no other silo can: its queue, memory or processor is at its limit.</summary>
    Full = 2,

    /// <summary>Takes no new tasks; running ones finish, waiting ones move.</summary>
    Draining = 3,

    /// <summary>Shutting down.</summary>
    Leaving = 4,

    /// <summary>Has not reported for three periods: out of the choice until it does.</summary>
    Silent = 5,

    /// <summary>Declared dead by the cluster, or gone.</summary>
    Dead = 6,
}
