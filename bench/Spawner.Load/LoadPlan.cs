namespace Spawner.Load;

/// <summary>How much is measured.</summary>
internal sealed record LoadPlan
{
    public static readonly LoadPlan Quick = new()
    {
        WarmUp = TimeSpan.FromSeconds(6),
        Window = TimeSpan.FromMilliseconds(250),
        Rounds = 5,
        EveryRow = false,
    };

    public static readonly LoadPlan Full = new()
    {
        WarmUp = TimeSpan.FromSeconds(35),
        Window = TimeSpan.FromSeconds(1),
        Rounds = 5,
        EveryRow = true,
    };

    /// <summary>All scenarios in turn, before anything counts.</summary>
    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Window { get; init; }

    /// <summary>Windows of each scenario.</summary>
    public required int Rounds { get; init; }

    /// <summary>Name of the only scenario that runs; <see langword="null"/> for all.</summary>
    public string? Only { get; init; }

    /// <summary>Durable tasks instead of volatile ones.</summary>
    public bool Durable { get; init; }

    /// <summary>Also the rows beside batches, callers and lone tasks.</summary>
    public required bool EveryRow { get; init; }
}
