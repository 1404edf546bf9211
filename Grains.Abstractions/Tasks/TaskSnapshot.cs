using Orleans.Runtime;

namespace Spawner;

/// <summary>A task as it stood at one moment.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskSnapshot")]
public sealed record TaskSnapshot
{
    /// <summary>The task.</summary>
    [Id(0)] public required TaskId Id { get; init; }

    /// <summary>Where it is in its life.</summary>
    [Id(1)] public required TaskPhase Phase { get; init; }

    /// <summary>Name of its kind.</summary>
    [Id(2)] public required string Kind { get; init; }

    /// <summary>The submitter's name for it, if one was given.</summary>
    [Id(3)] public string? Name { get; init; }

    /// <summary>The submitter's tags.</summary>
    [Id(4)] public IReadOnlyDictionary<string, string> Tags { get; init; } = EmptyTags;

    /// <summary>The namespace that it belongs to.</summary>
    [Id(5)] public required string Namespace { get; init; }

    /// <summary>Who spawned it.</summary>
    [Id(6)] public required string Submitter { get; init; }

    /// <summary>Number of its stays on a silo so far; 1 on its first. The fence of everything written about the task.</summary>
    [Id(7)] public required int Run { get; init; }

    /// <summary>The silo incarnation that holds it, or held it at its end.</summary>
    [Id(8)] public SiloAddress? Silo { get; init; }

    /// <summary>Name of that silo, if known.</summary>
    [Id(9)] public string? SiloName { get; init; }

    /// <summary>When the intake accepted it.</summary>
    [Id(10)] public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When the current run's handler started.</summary>
    [Id(11)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    [Id(12)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What the handler last said of its progress.</summary>
    [Id(13)] public TaskProgress? Progress { get; init; }

    /// <summary>Why it failed, timed out or was lost.</summary>
    [Id(14)] public TaskFailure? Failure { get; init; }

    /// <summary>Why it does not run yet, in a sentence; <see langword="null"/> if it does, or has.</summary>
    [Id(15)] public string? WaitingFor { get; init; }

    /// <summary>
    /// True if the handler had not returned within the grace after its token was signalled: the outcome was recorded
    /// without it, and its slot stays taken until it does return.
    /// </summary>
    [Id(16)] public bool HandlerAbandoned { get; init; }

    /// <summary>Whether a run has left a checkpoint for the next one. False once the task has ended.</summary>
    [Id(17)] public bool HasCheckpoint { get; init; }

    /// <summary>Runs that failed or timed out, and count against its attempts.</summary>
    [Id(18)] public int Failures { get; init; }

    /// <summary>Times that its silo died while it ran, as far as that was written down before.</summary>
    [Id(19)] public int Crashes { get; init; }

    /// <summary>Times that its silo died or was cut off, whether it ran or waited.</summary>
    [Id(20)] public int Losses { get; init; }

    /// <summary>Times that its silo left before it had ended.</summary>
    [Id(21)] public int Interruptions { get; init; }

    /// <summary>It is not started before; <see langword="null"/> if it need not wait.</summary>
    [Id(22)] public DateTimeOffset? DueAt { get; init; }

    /// <summary>Its key, if it has one: no other task of the namespace that has not ended has it.</summary>
    [Id(23)] public string? Key { get; init; }

    private static readonly IReadOnlyDictionary<string, string> EmptyTags = new Dictionary<string, string>();
}
