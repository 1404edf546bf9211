namespace Spawner.Grains.Storage;

/// <summary>Number under which the store knows a silo incarnation; 0 is nobody.</summary>
internal readonly record struct OwnerNumber(long Value)
{
    public static OwnerNumber Nobody => default;
}

/// <summary>A silo incarnation that owns tasks.</summary>
/// <param name="Number">Its number, never used again.</param>
/// <param name="Silo">Its address and generation, as text.</param>
/// <param name="Name">Its name.</param>
/// <param name="LeaseLeft">How long its lease lasts, as the store's clock stood when it answered; zero or less once it has ended.</param>
internal sealed record TaskOwner(OwnerNumber Number, string Silo, string Name, TimeSpan LeaseLeft)
{
    public bool HasEnded => LeaseLeft <= TimeSpan.Zero;
}

/// <summary>What never changes about a task, or only when it is edited.</summary>
internal sealed record TaskDefinition
{
    public required Guid Unique { get; init; }

    public required string Namespace { get; init; }

    public required string Submitter { get; init; }

    public required string Kind { get; init; }

    public string? Name { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What no other task of the namespace may hold at the same time; <see langword="null"/> for none.</summary>
    public TaskKey? Key { get; init; }

    /// <summary>What the engine needs besides (limits, retries, demands), as UTF-8 JSON that the store does not read.</summary>
    public ReadOnlyMemory<byte> Settings { get; init; }

    /// <summary>UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Input { get; init; }
}

/// <summary>A task as the store has it.</summary>
internal sealed record StoredTask
{
    public required TaskDefinition Definition { get; init; }

    /// <summary>A task that waits for its due time is <see cref="TaskPhase.Scheduled"/> until it is claimed, though that time may be over.</summary>
    public required TaskPhase Phase { get; init; }

    /// <summary>Nobody once it has ended, and while any silo may claim it.</summary>
    public required OwnerNumber Owner { get; init; }

    /// <summary>Address of the owner, or of the silo on which it ended.</summary>
    public string? Silo { get; init; }

    /// <summary>Name of that silo.</summary>
    public string? SiloName { get; init; }

    /// <summary>The fence: raised whenever somebody becomes its owner.</summary>
    public required int Run { get; init; }

    /// <summary>Runs that ended in a failure or a timeout, and count against its attempts.</summary>
    public int Failures { get; init; }

    /// <summary>Times that its silo died after it was marked as started.</summary>
    public int Crashes { get; init; }

    /// <summary>Times that its owner's lease ended, whether it had started or not.</summary>
    public int Losses { get; init; }

    /// <summary>Times that it was put back since its silo left.</summary>
    public int Interruptions { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Not before; <see langword="null"/> at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>From when on any silo claims it, while nobody owns it: a deadline of it is over then. <see langword="null"/> for none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it last lived again after an end; <see langword="null"/> if it never did, or has ended since.</summary>
    public DateTimeOffset? RevivedAt { get; init; }

    /// <summary>
    /// Time since its submission, or since it lived again after an end, when the store answered, as its clock runs: its deadlines
    /// count from there.
    /// </summary>
    public TimeSpan Age { get; init; }

    /// <summary>When the handler of its current or last run started, if that was marked or told.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public bool CancelRequested { get; init; }

    /// <summary>UTF-8 JSON, once succeeded.</summary>
    public ReadOnlyMemory<byte>? Result { get; init; }

    /// <summary>Of the last run that failed.</summary>
    public TaskFailure? Failure { get; init; }

    public TaskProgress? Progress { get; init; }

    /// <summary>What a run left for the next one.</summary>
    public ReadOnlyMemory<byte>? Checkpoint { get; init; }
}
