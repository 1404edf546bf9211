namespace Spawner.Bench.Placement.Engine;

/// <summary>Law of the tasks' durations; each has the scenario's mean.</summary>
internal enum DurationLaw
{
    Deterministic,
    Exponential,

    /// <summary>Bounded Pareto, exponent 1.1, longest 10 000 times the shortest.</summary>
    Pareto,
}

/// <summary>What happens to silo 0 in the middle of a run.</summary>
internal enum Incident
{
    None,

    /// <summary>It dies; the others see it 2 s later, and its tasks are placed again.</summary>
    Dies,

    /// <summary>It joins only then.</summary>
    Joins,
}

/// <summary>One cell of the tables: a cluster, its traffic and a seed.</summary>
internal sealed record Scenario
{
    /// <summary>Network time of one message, one way.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(0.25);

    /// <summary>After a death, how long until the others know.</summary>
    public static readonly TimeSpan SeenAfter = TimeSpan.FromSeconds(2);

    public required int Silos { get; init; }

    /// <summary>Work that arrives, as a share of what all slots can do.</summary>
    public required double Load { get; init; }

    public required DurationLaw Law { get; init; }

    public required int Seed { get; init; }

    public TimeSpan Mean { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two load reports of a silo.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>All tasks arrive at one silo, not equally at all.</summary>
    public bool OneDispatcher { get; init; }

    /// <summary>Slots of the silos, repeated.</summary>
    public IReadOnlyList<int> Slots { get; init; } = [4];

    /// <summary>Speeds of the silos, repeated. Nobody knows them.</summary>
    public IReadOnlyList<double> Speeds { get; init; } = [1];

    public int Tasks { get; init; } = 400_000;

    /// <summary>All tasks arrive at once.</summary>
    public bool Burst { get; init; }

    public Incident Incident { get; init; }

    public int SlotsOf(int silo) => Slots[silo % Slots.Count];

    public double SpeedOf(int silo) => Speeds[silo % Speeds.Count];

    /// <summary>What all silos do in a second of work for one slot of speed 1.</summary>
    public double Capacity => Enumerable.Range(0, Silos).Sum(silo => SlotsOf(silo) * SpeedOf(silo));
}
