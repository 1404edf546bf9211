using Orleans.Concurrency;
using Orleans.Runtime;

namespace Spawner.Contracts;

/// <summary>
/// The door of the cluster on each gateway silo: a reentrant stateless worker, so each call goes to the client's next
/// gateway. The key only spreads calls over activations; any key on any silo answers for any task.
/// </summary>
[Alias("spawner.IIntakeGrain")]
internal interface IIntakeGrain : IGrainWithIntegerKey
{
    /// <summary>Validates, authorises, places and hands over; acknowledged when executors hold the tasks.</summary>
    [AlwaysInterleave, Alias("Spawn")]
    Task<SpawnReply> SpawnAsync(SpawnRequest request);

    /// <summary>
    /// Answers for each task what is known of it now, and makes sure that the observer hears of what comes. Idempotent.
    /// </summary>
    [AlwaysInterleave, Alias("Follow")]
    Task<FollowReply> FollowAsync(FollowRequest request);

    /// <summary>Where a task with these demands would go now, and why. Places nothing.</summary>
    [AlwaysInterleave, Alias("ExplainPlacement")]
    Task<PlacementExplanation> ExplainPlacementAsync(string kind, TaskDemands? demands);

    /// <summary>Where so many tasks with these demands would go now. Places nothing.</summary>
    [AlwaysInterleave, Alias("ForecastPlacement")]
    Task<PlacementForecast> ForecastPlacementAsync(string kind, TaskDemands? demands, int count);

    /// <summary>The live silos, and the events after a version that an earlier answer gave (0 for all that are kept).</summary>
    [AlwaysInterleave, Alias("GetCluster")]
    Task<ClusterReply> GetClusterAsync(bool withSilos);

    /// <summary>Stops a silo from taking tasks: running ones finish, waiting ones move.</summary>
    /// <returns>False if no live silo has that address or name.</returns>
    [AlwaysInterleave, Alias("Drain")]
    Task<bool> DrainAsync(string silo);

    /// <summary>Lets a drained silo take tasks again.</summary>
    /// <returns>False if no live silo has that address or name.</returns>
    [AlwaysInterleave, Alias("Resume")]
    Task<bool> ResumeAsync(string silo);
}

/// <summary>Hears what becomes of a client's tasks. Calls are awaited, one at a time for each silo: that is the back-pressure.</summary>
[Alias("spawner.ITaskObserver")]
internal interface ITaskObserver : IGrainObserver
{
    /// <summary>News of tasks; may repeat, and may overtake the reply to the spawn.</summary>
    [AlwaysInterleave, Alias("Notice")]
    Task OnNoticesAsync(TaskNotices notices);
}

/// <summary>Tasks that one client submits together.</summary>
[GenerateSerializer, Immutable, Alias("spawner.SpawnRequest")]
internal sealed record SpawnRequest
{
    [Id(0)] public required string Namespace { get; init; }

    [Id(1)] public required string Submitter { get; init; }

    /// <summary>Who hears of the outcomes; <see langword="null"/> if nobody waits.</summary>
    [Id(2)] public ITaskObserver? Observer { get; init; }

    [Id(3)] public required TaskSpecs Tasks { get; init; }
}

/// <summary>What became of each task of a <see cref="SpawnRequest"/>.</summary>
[GenerateSerializer, Immutable, Alias("spawner.SpawnReply")]
internal sealed record SpawnReply
{
    /// <summary>Every problem of the request; if there is one, nothing was spawned.</summary>
    [Id(0)] public string[] Problems { get; init; } = [];

    /// <summary>Why the submitter may not do this; <see langword="null"/> if it may.</summary>
    [Id(1)] public string? Denied { get; init; }

    /// <summary>For each task its home silo; <see langword="null"/> where it was refused because the cluster is busy.</summary>
    [Id(2)] public SiloAddress?[] Homes { get; init; } = [];

    /// <summary>When to try the refused ones again.</summary>
    [Id(3)] public TimeSpan RetryAfter { get; init; }

    /// <summary>Why tasks were refused.</summary>
    [Id(4)] public string? Busy { get; init; }

    /// <summary>Tasks that ended before they were acknowledged; the observer hears of these no other way.</summary>
    [Id(5)] public TaskNotices? Ended { get; init; }

    /// <summary>Tasks that were not spawned, since others have their keys.</summary>
    [Id(6)] public TaskConflict[] Conflicts { get; init; } = [];
}

/// <summary>A task that was not spawned, since another has its key.</summary>
/// <param name="Unique">That was not spawned.</param>
/// <param name="Existing">That has the key.</param>
[GenerateSerializer, Immutable, Alias("spawner.TaskConflict")]
internal readonly record struct TaskConflict([property: Id(0)] Guid Unique, [property: Id(1)] TaskId Existing);

/// <summary>How much an observer hears.</summary>
[GenerateSerializer, Alias("spawner.FollowLevel")]
internal enum FollowLevel
{
    /// <summary>The end only.</summary>
    Outcome = 0,

    /// <summary>Every phase and progress; in-between progress may be skipped.</summary>
    Everything = 1,
}

/// <summary>Asks about tasks, and to be told what comes.</summary>
[GenerateSerializer, Immutable, Alias("spawner.FollowRequest")]
internal sealed record FollowRequest
{
    [Id(0)] public required TaskId[] Ids { get; init; }

    /// <summary>Who wants to hear; <see langword="null"/> to ask only.</summary>
    [Id(1)] public ITaskObserver? Observer { get; init; }

    [Id(2)] public FollowLevel Level { get; init; }

    [Id(3)] public required string Namespace { get; init; }

    [Id(4)] public required string Submitter { get; init; }
}

/// <summary>Answer to a <see cref="FollowRequest"/>.</summary>
[GenerateSerializer, Immutable, Alias("spawner.FollowReply")]
internal sealed record FollowReply
{
    /// <summary>
    /// In the order of the ids; <see langword="null"/> where the task is unknown although its home lives. A task whose
    /// home is dead and that no live silo holds is answered as <see cref="TaskPhase.Lost"/>.
    /// </summary>
    [Id(0)] public required TaskNotice?[] Notices { get; init; }

    /// <summary>Why the submitter may not ask; <see langword="null"/> if it may.</summary>
    [Id(1)] public string? Denied { get; init; }
}

/// <summary>The cluster as one silo sees it.</summary>
[GenerateSerializer, Immutable, Alias("spawner.ClusterReply")]
internal sealed record ClusterReply
{
    /// <summary>Version of the membership that this answer was made from.</summary>
    [Id(0)] public required long Version { get; init; }

    /// <summary>Silo incarnations that are alive: a home that is not among them is dead, if <see cref="Version"/> is not older than the home.</summary>
    [Id(1)] public required SiloAddress[] Live { get; init; }

    /// <summary>Only if asked for.</summary>
    [Id(2)] public SiloSnapshot[]? Silos { get; init; }

    /// <summary>The latest events, oldest first; at most 256.</summary>
    [Id(3)] public required SiloEvent[] Events { get; init; }
}
