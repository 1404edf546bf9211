namespace Spawner.Client;

/// <summary>What became of tasks that were to be retried, cancelled or discarded.</summary>
/// <remarks>
/// If an answer was lost on its way and the request was sent again, tasks that were changed the first time are counted among those left
/// alone.
/// </remarks>
public sealed record TaskChanges
{
    /// <summary>Tasks that were meant: those changed, and those left alone.</summary>
    public long Matched { get; init; }

    /// <summary>
    /// Tasks that live again, are forgotten, or are cancelled. A task that ran was told to stop, and counts here, too: its outcome tells
    /// whether it did.
    /// </summary>
    public long Changed { get; init; }

    /// <summary>Tasks that were left as they were, by the reason.</summary>
    public IReadOnlyDictionary<LeftAloneReason, long> LeftAlone { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<LeftAloneReason, long>.Empty;
}
