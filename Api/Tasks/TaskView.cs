using System.Text.Json.Serialization;
using Spawner.Api.Json;

namespace Spawner.Api.Tasks;

/// <summary>A task as callers see it.</summary>
internal sealed record TaskView
{
    /// <summary>Stands for a text that the caller may not read.</summary>
    public const string Masked = "(hidden: that needs to be the task's submitter, or the scope payload:read)";

    public required string Id { get; init; }

    public required string Kind { get; init; }

    public string? Name { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public required string Namespace { get; init; }

    public required string Submitter { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<TaskPhase>))]
    public required TaskPhase Phase { get; init; }

    public required int Run { get; init; }

    public string? Silo { get; init; }

    public string? SiloAddress { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public ProgressView? Progress { get; init; }

    public FailureView? Failure { get; init; }

    public string? WaitingFor { get; init; }

    public bool HandlerAbandoned { get; init; }

    public bool HasCheckpoint { get; init; }

    public int Failures { get; init; }

    public int Crashes { get; init; }

    public int Losses { get; init; }

    public int Interruptions { get; init; }

    public string? Key { get; init; }

    /// <param name="task">The task.</param>
    /// <param name="withTexts">Whether the caller may read what its handler wrote: messages of progress and failures.</param>
    public static TaskView Of(TaskSnapshot task, bool withTexts) => new()
    {
        Id = task.Id.ToString(),
        Kind = task.Kind,
        Name = task.Name,
        Tags = task.Tags,
        Namespace = task.Namespace,
        Submitter = task.Submitter,
        Phase = task.Phase,
        Run = task.Run,
        Silo = task.SiloName,
        SiloAddress = task.Silo?.ToParsableString(),
        SubmittedAt = task.SubmittedAt,
        StartedAt = task.StartedAt,
        EndedAt = task.EndedAt,
        DueAt = task.DueAt,
        Progress = task.Progress is { } progress ? new ProgressView(progress.Fraction, Text(progress.Message, withTexts)) : null,
        Failure = task.Failure is { } failure ? new FailureView(failure.Type, Text(failure.Message, withTexts)!, withTexts ? failure.Stack : null) : null,
        WaitingFor = task.WaitingFor,
        HandlerAbandoned = task.HandlerAbandoned,
        HasCheckpoint = task.HasCheckpoint,
        Failures = task.Failures,
        Crashes = task.Crashes,
        Losses = task.Losses,
        Interruptions = task.Interruptions,
        Key = task.Key,
    };

    private static string? Text(string? text, bool withTexts) => text is null || withTexts ? text : Masked;
}

/// <summary>What a handler last said of its progress.</summary>
internal sealed record ProgressView(double? Fraction, string? Message);

/// <summary>Why a task failed, as text; without its stack for callers who may not read texts.</summary>
internal sealed record FailureView(string Type, string Message, string? Stack);
