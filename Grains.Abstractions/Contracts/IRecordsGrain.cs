using Orleans.Concurrency;

namespace Spawner.Contracts;

/// <summary>
/// The door to the tasks that the store keeps, on each gateway silo: a reentrant stateless worker. The key only spreads calls;
/// all silos share one store.
/// </summary>
[Alias("spawner.IRecordsGrain")]
internal interface IRecordsGrain : IGrainWithIntegerKey
{
    /// <summary>A page of tasks.</summary>
    [AlwaysInterleave, Alias("List")]
    Task<RecordsPage> ListAsync(RecordsQuery query);

    /// <summary>Tasks in each phase.</summary>
    [AlwaysInterleave, Alias("Count")]
    Task<RecordsCount> CountAsync(RecordsCaller caller);

    /// <summary>Does something to the next tasks that a filter matches, or to tasks that are named. Idempotent.</summary>
    [AlwaysInterleave, Alias("Change")]
    Task<RecordsChanged> ChangeAsync(RecordsChange change);

    /// <summary>Pauses a kind, or lets it go on. Idempotent.</summary>
    [AlwaysInterleave, Alias("SetPaused")]
    Task<RecordsRefusal?> SetPausedAsync(RecordsCaller caller, string kind, bool paused);

    /// <summary>Kinds that are paused.</summary>
    [AlwaysInterleave, Alias("ListPaused")]
    Task<PausedKinds> ListPausedAsync(RecordsCaller caller);
}

/// <summary>Who asks.</summary>
[GenerateSerializer, Immutable, Alias("spawner.RecordsCaller")]
internal sealed record RecordsCaller
{
    /// <summary>Only tasks of this namespace are seen and changed.</summary>
    [Id(0)] public required string Namespace { get; init; }

    [Id(1)] public required string Submitter { get; init; }
}

/// <summary>Why nothing was done: one of these is set.</summary>
[GenerateSerializer, Immutable, Alias("spawner.RecordsRefusal")]
internal sealed record RecordsRefusal
{
    /// <summary>Every problem of the request.</summary>
    [Id(0)] public string[] Problems { get; init; } = [];

    /// <summary>Why the submitter may not do this.</summary>
    [Id(1)] public string? Denied { get; init; }

    /// <summary>Why the store did not answer, or that there is none.</summary>
    [Id(2)] public string? Unavailable { get; init; }

    /// <summary>Whether another try may help where the store did not answer.</summary>
    [Id(3)] public bool IsTransient { get; init; }
}

/// <summary>Which tasks; all conditions hold together, and <see langword="null"/> is no condition.</summary>
[GenerateSerializer, Immutable, Alias("spawner.RecordsFilter")]
internal sealed record RecordsFilter
{
    [Id(0)] public string? Kind { get; init; }

    [Id(1)] public TaskPhase[]? Phases { get; init; }

    [Id(2)] public string? SiloName { get; init; }

    [Id(3)] public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [Id(4)] public string? Key { get; init; }

    [Id(5)] public string? FailureText { get; init; }

    /// <summary>Inclusive.</summary>
    [Id(6)] public DateTimeOffset? SubmittedFrom { get; init; }

    /// <summary>Exclusive.</summary>
    [Id(7)] public DateTimeOffset? SubmittedTo { get; init; }
}

/// <summary>Asks for a page.</summary>
[GenerateSerializer, Immutable, Alias("spawner.RecordsQuery")]
internal sealed record RecordsQuery
{
    [Id(0)] public required RecordsCaller Caller { get; init; }

    [Id(1)] public required RecordsFilter Filter { get; init; }

    [Id(2)] public bool OldestFirst { get; init; }

    [Id(3)] public required int PageSize { get; init; }

    [Id(4)] public string? Cursor { get; init; }
}

/// <summary>Answer to a <see cref="RecordsQuery"/>.</summary>
[GenerateSerializer, Immutable, Alias("spawner.RecordsPage")]
internal sealed record RecordsPage
{
    [Id(0)] public RecordsRefusal? Refusal { get; init; }

    [Id(1)] public TaskSnapshot[] Tasks { get; init; } = [];

    /// <summary>Of the next page; <see langword="null"/> after the last.</summary>
    [Id(2)] public string? Next { get; init; }
}

/// <summary>Tasks in each phase that has any.</summary>
[GenerateSerializer, Immutable, Alias("spawner.RecordsCount")]
internal sealed record RecordsCount
{
    [Id(0)] public RecordsRefusal? Refusal { get; init; }

    [Id(1)] public IReadOnlyDictionary<TaskPhase, long> Phases { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<TaskPhase, long>.Empty;
}

/// <summary>What is done to tasks.</summary>
[GenerateSerializer, Alias("spawner.RecordsVerb")]
internal enum RecordsVerb
{
    /// <summary>Ended tasks run again.</summary>
    Retry = 0,

    /// <summary>Tasks that have not ended are asked to.</summary>
    Cancel = 1,

    /// <summary>Ended tasks are forgotten.</summary>
    Discard = 2,
}

/// <summary>Does something to tasks. Either <see cref="Filter"/> or <see cref="Ids"/> is set.</summary>
[GenerateSerializer, Immutable, Alias("spawner.RecordsChange")]
internal sealed record RecordsChange
{
    [Id(0)] public required RecordsCaller Caller { get; init; }

    [Id(1)] public required RecordsVerb Verb { get; init; }

    [Id(2)] public RecordsFilter? Filter { get; init; }

    /// <summary>Where the answer before ended, with a filter.</summary>
    [Id(3)] public string? Cursor { get; init; }

    /// <summary>At most <see cref="SpawnLimits.MaximumManagedTasks"/>.</summary>
    [Id(4)] public Guid[]? Ids { get; init; }

    /// <summary>For a retry of named tasks: their input from now on, as UTF-8 JSON.</summary>
    [Id(5)] public byte[]? Input { get; init; }

    /// <summary>Names of the kind that the input is of.</summary>
    [Id(6)] public string[] Kinds { get; init; } = [];
}

/// <summary>What became of the tasks of a <see cref="RecordsChange"/>.</summary>
[GenerateSerializer, Immutable, Alias("spawner.RecordsChanged")]
internal sealed record RecordsChanged
{
    [Id(0)] public RecordsRefusal? Refusal { get; init; }

    [Id(1)] public int Matched { get; init; }

    [Id(2)] public int Changed { get; init; }

    [Id(3)] public IReadOnlyDictionary<LeftAloneReason, int> LeftAlone { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<LeftAloneReason, int>.Empty;

    /// <summary>Where to go on; <see langword="null"/> after the last task.</summary>
    [Id(4)] public string? Next { get; init; }
}

/// <summary>Kinds whose waiting tasks are not claimed.</summary>
[GenerateSerializer, Immutable, Alias("spawner.PausedKinds")]
internal sealed record PausedKinds
{
    [Id(0)] public RecordsRefusal? Refusal { get; init; }

    [Id(1)] public string[] Kinds { get; init; } = [];
}
