using Spawner.Contracts;

namespace Spawner.Grains.Messages;

/// <summary>New tasks of one submission for one silo.</summary>
[GenerateSerializer, Immutable, Alias("spawner.AssignRequest")]
internal sealed record AssignRequest
{
    /// <summary>The silo that placed them.</summary>
    [Id(0)] public required SiloAddress From { get; init; }

    [Id(1)] public required string Namespace { get; init; }

    [Id(2)] public required string Submitter { get; init; }

    [Id(3)] public ITaskObserver? Observer { get; init; }

    [Id(4)] public required DateTimeOffset SubmittedAt { get; init; }

    [Id(5)] public required TaskSpecs Tasks { get; init; }

    /// <summary>No silo may run these now: hold them until one may.</summary>
    [Id(6)] public bool Parked { get; init; }

    /// <summary>The rule that chose this silo: for each task, or one for all.</summary>
    [Id(7)] public PlacementRule[] Rules { get; init; } = [];

    /// <summary>Number under which the sender remembers what it decided from.</summary>
    [Id(8)] public long Decision { get; init; }

    public PlacementRule RuleOf(int task) => Rules.Length switch
    {
        0 => PlacementRule.NoCandidate,
        1 => Rules[0],
        _ => Rules[task],
    };
}

/// <summary>Answer to tasks sent to a silo; carries the silo's load, fresher than any report.</summary>
[GenerateSerializer, Immutable, Alias("spawner.AssignReply")]
internal sealed record AssignReply
{
    /// <summary>In order: whether the silo holds the task.</summary>
    [Id(0)] public required bool[] Accepted { get; init; }

    /// <summary>Why some were refused.</summary>
    [Id(1)] public string? Busy { get; init; }

    [Id(2)] public TimeSpan RetryAfter { get; init; }

    [Id(3)] public required LoadReport Load { get; init; }

    /// <summary>Tasks that ended before they were acknowledged; their observer is not told of these.</summary>
    [Id(4)] public TaskNotices? Ended { get; init; }

    /// <summary>How long the answer waited for tasks to end.</summary>
    [Id(5)] public TimeSpan Held { get; init; }

    /// <summary>Accepted tasks that are not spawned, since others have their keys.</summary>
    [Id(6)] public TaskConflict[] Conflicts { get; init; } = [];
}

/// <summary>A task that has not started, or was interrupted, on its way to another silo.</summary>
[GenerateSerializer, Immutable, Alias("spawner.MovingTask")]
internal sealed record MovingTask
{
    [Id(0)] public required TaskId Id { get; init; }

    [Id(1)] public required TaskSpec Spec { get; init; }

    [Id(2)] public required string Namespace { get; init; }

    [Id(3)] public required string Submitter { get; init; }

    [Id(4)] public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Number of the run that it makes at its new silo.</summary>
    [Id(5)] public required int Run { get; init; }

    [Id(6)] public required Follower[] Followers { get; init; }

    /// <summary>The silo that placed it first.</summary>
    [Id(7)] public required SiloAddress Placer { get; init; }

    [Id(8)] public PlacementRule Rule { get; init; }

    [Id(9)] public long Decision { get; init; }

    /// <summary>This move, and those before it: the last eight.</summary>
    [Id(10)] public TaskMove[] Moves { get; init; } = [];

    /// <summary>Null if it has not run yet.</summary>
    [Id(11)] public TaskHistory? Past { get; init; }

    /// <summary>Time until it may start.</summary>
    [Id(12)] public TimeSpan StartDelay { get; init; }

    /// <summary>Time since it was submitted.</summary>
    [Id(13)] public TimeSpan Age { get; init; }

    /// <summary>What a run has left for the next one.</summary>
    [Id(14)] public byte[]? Checkpoint { get; init; }

    /// <summary>What it has written; not of a durable task.</summary>
    [Id(15)] public MovingOutput? Output { get; init; }
}

/// <summary>The part that is kept of what a task has written.</summary>
/// <param name="From">Position of the first byte.</param>
/// <param name="Bytes">UTF-8.</param>
[GenerateSerializer, Immutable, Alias("spawner.MovingOutput")]
internal sealed record MovingOutput([property: Id(0)] long From, [property: Id(1)] byte[] Bytes);

/// <summary>Who hears of a task, and how much.</summary>
[GenerateSerializer, Immutable, Alias("spawner.Follower")]
internal readonly record struct Follower(
    [property: Id(0)] ITaskObserver Observer,
    [property: Id(1)] FollowLevel Level,
    [property: Id(2)] bool WantsSnapshot);

/// <summary>Tasks that move from one silo to another.</summary>
[GenerateSerializer, Immutable, Alias("spawner.MoveRequest")]
internal sealed record MoveRequest
{
    [Id(0)] public required SiloAddress From { get; init; }

    [Id(1)] public required MovingTask[] Tasks { get; init; }
}

/// <summary>Tells a task's home where the task now is.</summary>
/// <param name="Unique">The task.</param>
/// <param name="Holder">The silo that has it.</param>
/// <param name="Run">Number of its run there.</param>
/// <param name="LeftFollowers">It came from the store: that silo knows nobody who follows it.</param>
[GenerateSerializer, Immutable, Alias("spawner.TaskMoved")]
internal readonly record struct TaskMoved(
    [property: Id(0)] Guid Unique, [property: Id(1)] SiloAddress Holder, [property: Id(2)] int Run, [property: Id(3)] bool LeftFollowers = false);

/// <summary>What a silo decided a placement from.</summary>
[GenerateSerializer, Immutable, Alias("spawner.PastDecision")]
internal sealed record PastDecision
{
    [Id(0)] public required DateTimeOffset At { get; init; }

    [Id(1)] public required PlacementCandidate[] Candidates { get; init; }
}

/// <summary>What a silo says of itself once: it does not change while the silo lives.</summary>
[GenerateSerializer, Immutable, Alias("spawner.SiloDescription")]
internal sealed record SiloDescription
{
    [Id(0)] public required SiloAddress Address { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required string Version { get; init; }

    [Id(3)] public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Weight of a task of each kind that it runs, by name; aliases stand beside.</summary>
    [Id(4)] public required IReadOnlyDictionary<string, double> KindWeights { get; init; }

    [Id(5)] public required double Slots { get; init; }

    /// <summary>How fast a slot is beside one that has a processor of its own; 0 to 1.</summary>
    [Id(6)] public double Speed { get; init; } = 1;
}

/// <summary>What a silo that another one meets needs to be told.</summary>
[GenerateSerializer, Immutable, Alias("spawner.SiloIntroduction")]
internal sealed record SiloIntroduction
{
    [Id(0)] public required SiloDescription Description { get; init; }

    [Id(1)] public required LoadReport Load { get; init; }
}

/// <summary>A silo's load, as it tells its peers each period and with every answer.</summary>
[GenerateSerializer, Immutable, Alias("spawner.LoadReport")]
internal sealed record LoadReport
{
    [Id(0)] public required SiloAddress Silo { get; init; }

    /// <summary>Rises with each report of this incarnation: older ones that arrive late are dropped.</summary>
    [Id(1)] public required long Sequence { get; init; }

    [Id(2)] public required SiloState State { get; init; }

    [Id(3)] public required DateTimeOffset StateSince { get; init; }

    /// <summary>Slots that serve the queue: all but those that long-running tasks hold beyond the extra ones; behind a gate those that are taken.</summary>
    [Id(4)] public required double ServingSlots { get; init; }

    /// <summary>Slots taken in the serving part and asked for by the queue, and a little for each task that waits without a slot.</summary>
    [Id(5)] public required double Load { get; init; }

    [Id(6)] public required double SlotsTaken { get; init; }

    [Id(7)] public required int Running { get; init; }

    [Id(8)] public required int Queued { get; init; }

    [Id(9)] public required TimeSpan ServiceTime { get; init; }

    [Id(10)] public required double Cpu { get; init; }

    [Id(11)] public required double Memory { get; init; }

    /// <summary>Weight of all tasks that the reporter has ever received from the silo this copy goes to.</summary>
    [Id(12)] public double ReceivedFromYou { get; init; }

    /// <summary>Live activations of grains that are placed by load.</summary>
    [Id(13)] public int Activations { get; init; }

    /// <summary>Tasks that the reporter has ever placed, as a dispatcher; only reports of a period say so.</summary>
    [Id(14)] public long? Placed { get; init; }

    /// <summary>What makes it take fewer tasks than it has slots.</summary>
    [Id(15)] public SiloGate Gate { get; init; }

    /// <summary>Names and aliases of kinds of which most tasks failed there of late; <see langword="null"/> for none.</summary>
    [Id(16)] public string[]? FailingKinds { get; init; }
}

/// <summary>A silo has room for tasks: whoever has one waiting may hand it over.</summary>
[GenerateSerializer, Immutable, Alias("spawner.IdleNotice")]
internal sealed record IdleNotice
{
    [Id(0)] public required LoadReport Load { get; init; }

    /// <summary>Slots that it offers.</summary>
    [Id(1)] public required double Room { get; init; }

    /// <summary>It has had no task for a while: it gets the next one, before the receiver itself does.</summary>
    [Id(2)] public bool Unused { get; init; }

    /// <summary>How long the notice is good for.</summary>
    [Id(3)] public required TimeSpan Life { get; init; }
}
