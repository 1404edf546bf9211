namespace Spawner.Grains.Storage;

/// <summary>
/// A commit that was tried again after a failure may have been written the first time: then the store refuses what it has done
/// already. What it keeps tells which it was.
/// </summary>
internal static class CommitVerification
{
    public static async Task<CommitReply> CorrectAsync(
        ITaskStore store, OwnerNumber owner, TaskWrites writes, CommitReply reply, CancellationToken cancellationToken)
    {
        var doubtful = Refused(writes.Endings, reply.Endings, ending => ending.Unique)
            .Concat(Refused(writes.PutBacks, reply.PutBacks, task => task.Unique))
            .Concat(Refused(writes.HandOvers, reply.HandOvers, task => task.Unique))
            .ToList();
        var kept = new Dictionary<Guid, StoredTask>();
        foreach (var task in doubtful.Count == 0 ? [] : await store.FindAsync(doubtful, cancellationToken))
        {
            if (task is not null)
            {
                kept[task.Definition.Unique] = task;
            }
        }

        return reply with
        {
            Inserts = Array.ConvertAll(reply.Inserts, insert => IsOwnInsert(insert, owner) ? new InsertReply(InsertOutcome.Inserted) : insert),
            Endings = Correct(writes.Endings, reply.Endings, ending => IsWritten(kept.GetValueOrDefault(ending.Unique), ending)),
            PutBacks = Correct(writes.PutBacks, reply.PutBacks, task => IsWritten(kept.GetValueOrDefault(task.Unique), task)),
            HandOvers = Correct(writes.HandOvers, reply.HandOvers, task => IsWritten(kept.GetValueOrDefault(task.Unique), task)),
        };
    }

    internal static bool IsOwnInsert(InsertReply reply, OwnerNumber owner) =>
        reply is { Outcome: InsertOutcome.Known, Existing: { Run: 1 } existing } && existing.Owner == owner && !existing.Phase.IsTerminal();

    internal static bool IsWritten(StoredTask? kept, TaskEnding ending) => kept is not null && kept.Phase == ending.Phase && kept.Run == ending.Run;

    internal static bool IsWritten(StoredTask? kept, TaskPutBack task) =>
        kept is not null && kept.Owner == OwnerNumber.Nobody && !kept.Phase.IsTerminal() && kept.Run == task.Run;

    internal static bool IsWritten(StoredTask? kept, TaskHandOver task) => kept is not null && kept.Run > task.Run;

    private static IEnumerable<Guid> Refused<T>(IReadOnlyList<T> writes, bool[] written, Func<T, Guid> unique) =>
        writes.Where((_, i) => !written[i]).Select(unique);

    private static bool[] Correct<T>(IReadOnlyList<T> writes, bool[] written, Func<T, bool> isWritten) =>
        [.. writes.Select((write, i) => written[i] || isWritten(write))];
}
