namespace Spawner.Cli.Api.Documents;

/// <summary>A task as the API tells it. Phases are text: a later server may know more of them.</summary>
internal sealed record ApiTask
{
    public required string Id { get; init; }

    public string Kind { get; init; } = "";

    public string? Name { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? Namespace { get; init; }

    public string? Submitter { get; init; }

    public string Phase { get; init; } = "";

    public int Run { get; init; }

    public string? Silo { get; init; }

    public string? SiloAddress { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public ApiProgress? Progress { get; init; }

    public ApiFailure? Failure { get; init; }

    public string? WaitingFor { get; init; }

    public bool? HandlerAbandoned { get; init; }

    public bool? HasCheckpoint { get; init; }

    public int? Failures { get; init; }

    public int? Crashes { get; init; }

    public int? Losses { get; init; }

    public int? Interruptions { get; init; }

    public string? Key { get; init; }
}

internal sealed record ApiProgress(double? Fraction, string? Message);

internal sealed record ApiFailure(string? Type, string? Message, string? Stack);

internal sealed record TaskList(IReadOnlyList<ApiTask> Tasks, string? Next);

internal sealed record PhaseCounts(IReadOnlyDictionary<string, long> Phases);
