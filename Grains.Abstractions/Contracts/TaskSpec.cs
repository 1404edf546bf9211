using System.Collections;
using System.Runtime.InteropServices;

namespace Spawner.Contracts;

/// <summary>What a task asks of a silo, besides its kind.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskDemands")]
internal sealed record TaskDemands
{
    /// <summary>Slots; <see langword="null"/> for the kind's weight.</summary>
    [Id(0)] public double? Weight { get; init; }

    [Id(1)] public IReadOnlyDictionary<string, string>? RequiredLabels { get; init; }

    [Id(2)] public IReadOnlyDictionary<string, string>? PreferredLabels { get; init; }

    /// <summary>Name or address of the only silo that may run it.</summary>
    [Id(3)] public string? Silo { get; init; }
}

/// <summary>What tasks that are spawned together have in common; one object for all of them.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskTemplate")]
internal sealed record TaskTemplate
{
    [Id(0)] public required string Kind { get; init; }

    [Id(1)] public string? Name { get; init; }

    [Id(2)] public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Longest run.</summary>
    [Id(3)] public TimeSpan? Timeout { get; init; }

    /// <summary>Null if the tasks ask for nothing but their kind.</summary>
    [Id(4)] public TaskDemands? Demands { get; init; }

    /// <summary>W3C trace context of the spawning activity; <see langword="null"/> if it is not recorded.</summary>
    [Id(5)] public string? TraceParent { get; init; }

    /// <summary>Whether the store keeps them: then they outlive their silo.</summary>
    [Id(6)] public bool IsDurable { get; init; }

    /// <summary>Null for what the kind's registration says.</summary>
    [Id(7)] public RetryPolicy? Retry { get; init; }

    /// <summary>Null if there are none.</summary>
    [Id(8)] public TaskLimits? Limits { get; init; }

    /// <summary>Time until the tasks may start, from when they are accepted.</summary>
    [Id(9)] public TimeSpan? StartDelay { get; init; }

    /// <summary>Of a durable task; null for none.</summary>
    [Id(10)] public TaskKeyRule? Key { get; init; }

    /// <summary>Time from the spawn until the first limit of a task that has not run is over; null if it has none.</summary>
    public TimeSpan? ExpiresAfter() => (StartDelay ?? TimeSpan.Zero) + (Limits?.Waiting < Limits?.Total ? Limits.Waiting : Limits?.Total ?? Limits?.Waiting);
}

/// <summary>Limits of a task's time besides that of one run.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskLimits")]
internal sealed record TaskLimits
{
    /// <summary>Until it starts for the first time.</summary>
    [Id(0)] public TimeSpan? Waiting { get; init; }

    /// <summary>Until it has ended.</summary>
    [Id(1)] public TimeSpan? Total { get; init; }

    /// <summary>Between two signs of life.</summary>
    [Id(2)] public TimeSpan? Heartbeat { get; init; }
}

/// <summary>A key that at most one task holds.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskKeyRule")]
internal sealed record TaskKeyRule
{
    /// <summary>Unique in the namespace: the scope is part of it.</summary>
    [Id(0)] public required string Text { get; init; }

    [Id(1)] public KeyConflictAction OnConflict { get; init; }

    /// <summary>From the spawn on; null for no limit.</summary>
    [Id(2)] public TimeSpan? Period { get; init; }

    [Id(3)] public KeyHolding Holding { get; init; }

    public bool IsKeptWhenSucceeded => Holding != KeyHolding.UntilEnd;

    public bool IsKeptWhenFailed => Holding == KeyHolding.BeyondEnd;
}

/// <summary>One task to spawn. Stays the task's definition for its whole life.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskSpec")]
internal readonly record struct TaskSpec
{
    /// <summary>Made by the client; a re-submission carries the same one.</summary>
    [Id(0)] public required Guid Unique { get; init; }

    [Id(1)] public required TaskTemplate Template { get; init; }

    /// <summary>UTF-8 JSON; opaque until the executor decodes it once. May be a part of a larger array.</summary>
    [Id(2)] public required ReadOnlyMemory<byte> Input { get; init; }

    public string Kind => Template.Kind;

    public TaskDemands? Demands => Template.Demands;

    /// <summary>The same, without holding on to the message that its input came in.</summary>
    public TaskSpec Apart() => MemoryMarshal.TryGetArray(Input, out var part) && part.Array!.Length > 2 * part.Count
        ? this with { Input = Input.ToArray() }
        : this;
}

/// <summary>
/// Tasks in one message. They travel packed (<see cref="PackedTaskSpecs"/>): a thousand objects cost more to write and read,
/// one by one, than all the rest of their way.
/// </summary>
[Immutable, Alias("spawner.TaskSpecs")]
internal sealed class TaskSpecs(TaskSpec[] tasks) : IReadOnlyList<TaskSpec>
{
    public int Count => tasks.Length;

    public TaskSpec this[int index] => tasks[index];

    public ReadOnlySpan<TaskSpec> Span => tasks;

    /// <summary>The first of each row of tasks with one template: what the template says need be looked at once only.</summary>
    public TaskSpec[] FirstOfEachTemplate => field ??= tasks.Length == 1 ? tasks : [.. tasks.Where((task, i) => i == 0 || !ReferenceEquals(task.Template, tasks[i - 1].Template))];

    public IEnumerator<TaskSpec> GetEnumerator() => ((IEnumerable<TaskSpec>)tasks).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>How <see cref="TaskSpecs"/> travel.</summary>
[GenerateSerializer, Alias("spawner.PackedTaskSpecs")]
internal struct PackedTaskSpecs
{
    [Id(0)] public TaskTemplate[] Templates;

    /// <summary>Frames: a task's unique number, the index of its template, its input.</summary>
    [Id(1)] public byte[][] Tasks;
}

[RegisterConverter]
internal sealed class TaskSpecsConverter : IConverter<TaskSpecs, PackedTaskSpecs>
{
    public TaskSpecs ConvertFromSurrogate(in PackedTaskSpecs surrogate)
    {
        var templates = surrogate.Templates;
        return new TaskSpecs(Frames.Unpack(
            surrogate.Tasks,
            frame => new TaskSpec { Unique = frame.Unique, Template = templates[frame.Number], Input = frame.Payload }));
    }

    public PackedTaskSpecs ConvertToSurrogate(in TaskSpecs value)
    {
        List<TaskTemplate> templates = [];
        var numbers = new Dictionary<TaskTemplate, int>(ReferenceEqualityComparer.Instance);
        foreach (var first in value.FirstOfEachTemplate)
        {
            if (numbers.TryAdd(first.Template, templates.Count))
            {
                templates.Add(first.Template);
            }
        }

        return new PackedTaskSpecs
        {
            Templates = [.. templates],
            Tasks = Frames.Pack(
                value.Span, task => new Frame(task.Unique, templates.Count == 1 ? 0 : numbers[task.Template], task.Input)),
        };
    }
}
