namespace Spawner;

/// <summary>What a submitter may say of a task besides its kind and input.</summary>
public sealed record SpawnOptions
{
    /// <summary>A name for people, at most 256 characters; need not be unique.</summary>
    public string? Name { get; init; }

    /// <summary>Up to 32 tags; keys and values of at most 256 characters.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>
    /// Longest time that one run of the handler may take, from its start; then its token is signalled and the task ends
    /// <see cref="TaskPhase.TimedOut"/>. By default there is no limit. More than zero, at most 365 days.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Whether the task is durable: recorded in the cluster's store before the spawn is acknowledged, and run until it has ended,
    /// whichever silos die. It may then run more than once, so its effects must bear that: <see cref="ITaskContext.Id"/> names
    /// them. By default what its kind says.
    /// </summary>
    public bool? Durable { get; init; }

    /// <summary>
    /// Slots that the task takes while it runs, 0 to 1024; by default its kind's weight. A task runs only on a silo that
    /// has as many slots.
    /// </summary>
    public double? Weight { get; init; }

    /// <summary>Labels that a silo must have; with none that has them the task waits. At most 32.</summary>
    public IReadOnlyDictionary<string, string>? RequiredLabels { get; init; }

    /// <summary>Labels that decide between silos that may run the task at once. At most 32.</summary>
    public IReadOnlyDictionary<string, string>? PreferredLabels { get; init; }

    /// <summary>
    /// Pins the task to a silo, by its name or by its address (<c>address:port@generation</c>); it waits for that silo
    /// and never moves.
    /// </summary>
    public string? Silo { get; init; }
}
