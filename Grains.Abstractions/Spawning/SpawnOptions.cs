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
    /// Longest time from the spawn, or from the time at which the task may start, to the start of its handler; then it ends
    /// <see cref="TaskPhase.TimedOut"/> without having run. By default there is no limit. More than zero, at most 365 days.
    /// </summary>
    public TimeSpan? WaitingTimeout { get; init; }

    /// <summary>
    /// Longest time from the spawn, or from the time at which the task may start, to its end, with all attempts and pauses; then
    /// it ends <see cref="TaskPhase.TimedOut"/>. By default there is no limit. More than zero, at most 365 days.
    /// </summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>
    /// Longest time that a running handler may be silent: neither <see cref="ITaskContext.Heartbeat"/> nor
    /// <see cref="ITaskContext.ReportProgress"/>. Then its run has timed out, as with <see cref="Timeout"/>. By default there is no
    /// limit. At least 10 ms, at most 365 days.
    /// </summary>
    public TimeSpan? HeartbeatTimeout { get; init; }

    /// <summary>The task starts so long after its spawn at the earliest. Default at once; zero to 10 years. Excludes <see cref="StartAt"/>.</summary>
    public TimeSpan? StartAfter { get; init; }

    /// <summary>
    /// The task starts at this time at the earliest, as this client's clock stands; one that has passed is now. At most 10 years
    /// ahead. Excludes <see cref="StartAfter"/>.
    /// </summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Whether a run that failed or timed out is tried again. By default as its kind's registration says, which is not at all unless set.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>
    /// Keeps a second task from being spawned while another has the key. Only for durable tasks, and for one task: spawn several
    /// with keys of their own by <c>SpawnEachAsync</c>. By default none.
    /// </summary>
    public UniqueKey? Key { get; init; }

    /// <summary>
    /// The caller's own name for this spawn, 1 to 256 characters: the same again, for the same kind and namespace, is the same
    /// task for as long as it is kept, whatever has become of it. Only for durable tasks, and for one task. Lists have tasks in the
    /// order of their spawns if this is a UUID of version 7, which has the time in it; with any other name a task comes before all
    /// of those, the newest first. By default the client library makes a number that covers its own repetitions.
    /// </summary>
    public string? IdempotencyKey { get; init; }

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
