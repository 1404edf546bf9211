namespace Spawner.Grains.Storage;

/// <summary>
/// What one owner writes in one transaction. A task appears at most once in <see cref="Inserts"/> and at most once in all of the
/// rest. Of several new tasks with one key the one with the lowest number comes first, and the others do not replace it.
/// </summary>
internal sealed record TaskWrites
{
    public IReadOnlyList<TaskInsert> Inserts { get; init; } = [];

    public IReadOnlyList<TaskStart> Starts { get; init; } = [];

    public IReadOnlyList<TaskEnding> Endings { get; init; } = [];

    public IReadOnlyList<TaskPutBack> PutBacks { get; init; } = [];

    public IReadOnlyList<TaskHandOver> HandOvers { get; init; } = [];

    public IReadOnlyList<TaskNote> Notes { get; init; } = [];
}

/// <summary>A new task, of run 1.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="IsOwned">Whether the writer owns it; if not, any silo may claim it once it is due.</param>
/// <param name="Delay">Time until it is due; <see langword="null"/> at once. Only for one that nobody owns.</param>
/// <param name="OnConflict">What to do if another task holds the same <see cref="TaskDefinition.Key"/>.</param>
/// <param name="Expiry">
/// Time until one of its deadlines is over: any silo claims it then, whatever its kind, due or not, while nobody owns it;
/// <see langword="null"/> for none. Only for one that nobody owns.
/// </param>
internal sealed record TaskInsert(
    TaskDefinition Definition, bool IsOwned, TimeSpan? Delay = null, KeyConflict OnConflict = KeyConflict.Refuse, TimeSpan? Expiry = null);

/// <summary>What becomes of a new task whose key another one holds.</summary>
internal enum KeyConflict
{
    /// <summary>It is not inserted.</summary>
    Refuse,

    /// <summary>
    /// The other one is cancelled, if it is not marked as started and nobody changes it at this moment; one that has ended and still
    /// holds the key just loses it. Else the new one is not inserted.
    /// </summary>
    Replace,
}

/// <summary>Its handler starts: from now on a crash of the silo is counted.</summary>
internal readonly record struct TaskStart(Guid Unique, int Run);

/// <summary>It has ended.</summary>
/// <param name="Unique">The task.</param>
/// <param name="Run">Its run.</param>
/// <param name="Phase">How: a terminal phase.</param>
/// <param name="RanFor">Time since its handler started; <see langword="null"/> if it never did.</param>
/// <param name="Result">Of one that succeeded.</param>
/// <param name="Failure">Of one that did not.</param>
internal sealed record TaskEnding(Guid Unique, int Run, TaskPhase Phase, TimeSpan? RanFor = null, ReadOnlyMemory<byte>? Result = null, TaskFailure? Failure = null);

/// <summary>
/// It is to run again: nobody owns it any more. One whose cancellation was requested (<see cref="StoredTask.CancelRequested"/>)
/// ends as cancelled instead.
/// </summary>
/// <param name="Unique">The task.</param>
/// <param name="Run">Its run.</param>
/// <param name="Why">What is counted.</param>
/// <param name="Delay">Not before so long; zero at once.</param>
/// <param name="Failure">Why the run failed.</param>
/// <param name="Expiry">As of <see cref="TaskInsert"/>.</param>
internal sealed record TaskPutBack(Guid Unique, int Run, PutBackReason Why, TimeSpan Delay, TaskFailure? Failure = null, TimeSpan? Expiry = null);

internal enum PutBackReason
{
    /// <summary>A run failed, and it has attempts left.</summary>
    Failed,

    /// <summary>It asked for a pause itself; nothing is counted.</summary>
    Snoozed,

    /// <summary>Its silo leaves.</summary>
    Interrupted,

    /// <summary>It never started, and there is no room for it; nothing is counted.</summary>
    NotStarted,
}

/// <summary>Another silo owns it from now on; its run is raised. Refused if it is marked as started, or the other's lease has ended.</summary>
internal readonly record struct TaskHandOver(Guid Unique, int Run, OwnerNumber To);

/// <summary>What a run says of itself; what is <see langword="null"/> stays as it was.</summary>
/// <param name="Unique">The task.</param>
/// <param name="Run">Its run.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Checkpoint">For the next run.</param>
/// <param name="Output">Added to what it has written.</param>
/// <param name="OutputNumber">
/// Number of this piece of output within its run, from 1, rising: a piece whose number was there already is not added again, so a
/// note may be repeated. 0 is always added.
/// </param>
internal sealed record TaskNote(
    Guid Unique,
    int Run,
    TaskProgress? Progress = null,
    ReadOnlyMemory<byte>? Checkpoint = null,
    ReadOnlyMemory<byte>? Output = null,
    int OutputNumber = 0);

/// <summary>What became of each write, in order.</summary>
internal sealed record CommitReply
{
    public required InsertReply[] Inserts { get; init; }

    /// <summary>
    /// Whether it stands, written now or by the same write before; <see langword="false"/> if the owner, or the run, is another
    /// one, or the task has ended otherwise.
    /// </summary>
    public required bool[] Starts { get; init; }

    /// <inheritdoc cref="Starts"/>
    public required bool[] Endings { get; init; }

    /// <inheritdoc cref="Starts"/>
    public required bool[] PutBacks { get; init; }

    /// <inheritdoc cref="Starts"/>
    public required bool[] HandOvers { get; init; }

    /// <inheritdoc cref="Starts"/>
    public required bool[] Notes { get; init; }
}

/// <summary>What became of a new task.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Existing">
/// The task that it was before, or that stands in its way (<see langword="null"/> if that has gone meanwhile), or that was
/// cancelled for it: to be told to the silo that had queued it, <see cref="StoredTask.Silo"/>.
/// </param>
internal readonly record struct InsertReply(InsertOutcome Outcome, StoredTask? Existing = null);

internal enum InsertOutcome
{
    Inserted,

    /// <summary>A task of this number is kept already: this is the same spawn again.</summary>
    Known,

    /// <summary>Another task holds its key.</summary>
    KeyTaken,
}

/// <summary>Tasks that were claimed.</summary>
/// <param name="Tasks">Those that were due.</param>
/// <param name="Expired">Those of which a deadline is over, of any kind.</param>
/// <param name="NextDue">
/// Time until the next one of these kinds is due, or one of any kind expires; zero if more are, already. <see langword="null"/> if
/// none waits.
/// </param>
internal sealed record ClaimReply(StoredTask[] Tasks, StoredTask[] Expired, TimeSpan? NextDue);
