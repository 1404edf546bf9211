namespace Spawner.Contracts;

/// <summary>News of one task: at its end with its result.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskNotice")]
internal sealed record TaskNotice
{
    /// <summary>Without the home where there is no snapshot.</summary>
    [Id(0)] public required TaskId Id { get; init; }

    [Id(1)] public required TaskPhase Phase { get; init; }

    [Id(2)] public required int Run { get; init; }

    /// <summary>The silo that holds the task, or held it at its end; <see langword="null"/> for its home where there is no snapshot.</summary>
    [Id(3)] public SiloAddress? Silo { get; init; }

    /// <summary>UTF-8 JSON, once succeeded.</summary>
    [Id(4)] public byte[]? Result { get; init; }

    /// <summary>
    /// The whole picture; <see langword="null"/> in the notice of a success that an <see cref="FollowLevel.Outcome"/>
    /// observer of the original submission gets, which needs none.
    /// </summary>
    [Id(5)] public TaskSnapshot? Snapshot { get; init; }

    /// <summary>What the task asks of a silo, with a snapshot only.</summary>
    [Id(6)] public TaskDemands? Demands { get; init; }

    /// <summary>No silo may run the task now; with a snapshot only.</summary>
    [Id(7)] public bool Parked { get; init; }

    /// <summary>Name of <see cref="Silo"/>, where no snapshot tells it: the silo has gone.</summary>
    [Id(8)] public string? SiloName { get; init; }

    /// <summary>How it came to where it is; in answers to questions, and for its home.</summary>
    [Id(9)] public PlacementTrail? Trail { get; init; }
}

/// <summary>The end of a task whose observer needs nothing but the result: it succeeded, on its home.</summary>
internal readonly record struct TaskResult(Guid Unique, int Run, ReadOnlyMemory<byte> Result);

/// <summary>News for one observer. Results travel packed, as <see cref="TaskSpecs"/> do.</summary>
[Immutable, Alias("spawner.TaskNotices")]
internal sealed class TaskNotices(TaskResult[] results, TaskNotice[] others)
{
    /// <summary>Tasks that succeeded on their homes.</summary>
    public TaskResult[] Results { get; } = results;

    /// <summary>All other news.</summary>
    public TaskNotice[] Others { get; } = others;
}

/// <summary>How <see cref="TaskNotices"/> travel.</summary>
[GenerateSerializer, Alias("spawner.PackedTaskNotices")]
internal struct PackedTaskNotices
{
    /// <summary>Frames: a task's unique number, its run, its result.</summary>
    [Id(0)] public byte[][] Results;

    [Id(1)] public TaskNotice[] Others;
}

[RegisterConverter]
internal sealed class TaskNoticesConverter : IConverter<TaskNotices, PackedTaskNotices>
{
    public TaskNotices ConvertFromSurrogate(in PackedTaskNotices surrogate) => new(
        Frames.Unpack(surrogate.Results, static frame => new TaskResult(frame.Unique, frame.Number, frame.Payload)),
        surrogate.Others);

    public PackedTaskNotices ConvertToSurrogate(in TaskNotices value) => new()
    {
        Results = Frames.Pack<TaskResult>(value.Results, static result => new Frame(result.Unique, result.Run, result.Result)),
        Others = value.Others,
    };
}
