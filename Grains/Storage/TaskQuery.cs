namespace Spawner.Grains.Storage;

/// <summary>Which tasks to list, and in which order. All conditions hold together; <see langword="null"/> is no condition.</summary>
internal sealed record TaskQuery
{
    public string? Namespace { get; init; }

    public string? Kind { get; init; }

    public IReadOnlyCollection<TaskPhase>? Phases { get; init; }

    /// <summary>Name of the silo that owns it, or on which it ended.</summary>
    public string? SiloName { get; init; }

    /// <summary>Tags that it has, all of them.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Texts of keys, with one of which it was inserted, whether it still holds it or not.</summary>
    public IReadOnlyCollection<string>? Keys { get; init; }

    /// <summary>Part of the type or message of its failure; case does not matter.</summary>
    public string? FailureText { get; init; }

    /// <summary>
    /// Inclusive. A task is found by time only if its id, which its client made, says that time too, give or take two hours:
    /// ids sort by time, so the rest need not be read.
    /// </summary>
    public DateTimeOffset? SubmittedFrom { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? SubmittedTo { get; init; }

    /// <summary>In the order of their ids, which is that of their submission: the newest first, or the oldest.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>1 to 1,000.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary><see cref="TaskPage.Next"/> of the page before; <see langword="null"/> for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A page of tasks.</summary>
/// <param name="Tasks">They, without input, result and checkpoint.</param>
/// <param name="Next">The cursor of the next page; <see langword="null"/> after the last.</param>
internal sealed record TaskPage(StoredTask[] Tasks, string? Next);

/// <summary>How long ended tasks are kept, from their end.</summary>
/// <param name="Succeeded">Those that succeeded.</param>
/// <param name="Cancelled">Those that were cancelled.</param>
/// <param name="Failed">All others.</param>
internal sealed record TaskRetention(TimeSpan Succeeded, TimeSpan Cancelled, TimeSpan Failed);

/// <summary>A part of what a task has written.</summary>
/// <param name="From">Position of the first byte; later than asked for if the store has dropped those before.</param>
/// <param name="Bytes">From there on; empty at the end.</param>
internal sealed record TaskOutput(long From, ReadOnlyMemory<byte> Bytes);
