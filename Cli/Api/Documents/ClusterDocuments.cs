namespace Spawner.Cli.Api.Documents;

internal sealed record SiloList(IReadOnlyList<ApiSilo> Silos);

/// <summary>A silo as it last spoke of itself.</summary>
internal sealed record ApiSilo
{
    public required string Name { get; init; }

    public string? Address { get; init; }

    public string State { get; init; } = "";

    public string? Gate { get; init; }

    public string? Version { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyList<string>? Kinds { get; init; }

    public double Slots { get; init; }

    public double SlotsTaken { get; init; }

    public int Running { get; init; }

    public int Queued { get; init; }

    public double ServiceTimeSeconds { get; init; }

    public double Cpu { get; init; }

    public double Memory { get; init; }

    public double AgeSeconds { get; init; }

    public IReadOnlyList<string>? FailingKinds { get; init; }

    public double? Speed { get; init; }

    public DateTimeOffset? Since { get; init; }
}

internal sealed record KindList(IReadOnlyList<ApiKind> Kinds);

internal sealed record ApiKind(string Name, bool Paused, IReadOnlyList<string>? Silos);

/// <summary>Where a task went or would go, and why.</summary>
internal sealed record Explanation
{
    /// <summary>Name of the silo; <see langword="null"/> if none may run the task.</summary>
    public string? Chosen { get; init; }

    public string? ChosenAddress { get; init; }

    public string? Reason { get; init; }

    public string? Rule { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? PlacedBy { get; init; }

    public IReadOnlyList<Candidate>? Candidates { get; init; }

    public IReadOnlyList<Move>? Moves { get; init; }
}

internal sealed record Candidate
{
    public string? Silo { get; init; }

    public string? Address { get; init; }

    public string? Excluded { get; init; }

    public double ServingSlots { get; init; }

    public double ReportedLoad { get; init; }

    public double InFlight { get; init; }

    public double ReportAgeSeconds { get; init; }

    public double? Score { get; init; }

    public string? Gate { get; init; }
}

internal sealed record Move(string? From, string? FromAddress, string? ToAddress, DateTimeOffset? At, string? Reason);
