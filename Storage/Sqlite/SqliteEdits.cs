namespace Spawner.Storage.Sqlite;

/// <summary>What people and tools do to tasks.</summary>
internal static class SqliteEdits
{
    private const int PruneBatch = 2000;

    private const string ReviveSql = """
        UPDATE task SET
            phase = 1, run = run + 1, owner = 0, last_owner = 0, failures = 0, crashes = 0, ready_at = ?2, revived_at = ?2, due_at = NULL, started_at = NULL,
            ended_at = NULL, cancel_requested = 0, progress_fraction = NULL, progress_message = NULL, result = NULL, output_number = 0,
            input = coalesce(?3, input), checkpoint = iif(?3 IS NULL, checkpoint, NULL)
        WHERE id = ?1
        """;

    public static void Cancel(SqliteSession session, Guid task, SqliteTally tally, long now)
    {
        var id = SqliteTaskRow.Id(task);
        if (TaskState.Find(session, id) is not { IsLive: true } state)
        {
            return;
        }

        session.Execute("UPDATE task SET cancel_requested = 1 WHERE id = ?1", id);
        if (state.Owner == OwnerNumber.Nobody)
        {
            session.Execute("UPDATE task SET phase = 5, last_owner = 0, ended_at = ?2, expires_at = NULL WHERE id = ?1", id, now);
            tally.Move(state.Namespace, state.Phase, TaskPhase.Cancelled);
        }
    }

    /// <summary>Those with keys come in the order of these, and of several with one key the one that held it last.</summary>
    /// <returns>How many live again.</returns>
    public static int Revive(SqliteSession session, IReadOnlyList<Guid> tasks, ReadOnlyMemory<byte>? input, SqliteTally tally, long now) => tasks
        .Distinct()
        .Select(task => SqliteTaskReads.Find(session, task))
        .OfType<StoredTask>()
        .Where(task => task.Phase.IsTerminal() && task.Phase != TaskPhase.Succeeded)
        .OrderBy(task => task.Definition.Key?.Text, StringComparer.Ordinal)
        .ThenByDescending(task => SqliteKeys.IsLastOf(session, task.Definition))
        .ThenBy(task => task.Definition.Unique)
        .Count(task => Revive(session, task, input, tally, now));

    private static bool Revive(SqliteSession session, StoredTask task, ReadOnlyMemory<byte>? input, SqliteTally tally, long now)
    {
        if (SqliteKeys.Holder(session, task.Definition, now) is { } holder && holder.Definition.Unique != task.Definition.Unique)
        {
            return false;
        }

        var id = SqliteTaskRow.Id(task.Definition.Unique);
        session.Execute(ReviveSql, id, now, input?.ToArray());
        SqliteKeys.Take(session, id);
        tally.Move(task.Definition.Namespace, task.Phase, TaskPhase.Queued);
        return true;
    }

    public static bool Discard(SqliteSession session, byte[] id, SqliteTally tally)
    {
        if (TaskState.Find(session, id) is not { IsLive: false } state)
        {
            return false;
        }

        SqliteKeys.Release(session, id);
        session.Execute("DELETE FROM output WHERE task = ?1", id);
        session.Execute("DELETE FROM task WHERE id = ?1", id);
        tally.Move(state.Namespace, state.Phase, null);
        return true;
    }

    public static bool Prune(SqliteSession session, TaskRetention retention, SqliteTally tally, long now)
    {
        var more = false;
        foreach (var kept in RetentionClass.Of(retention))
        {
            foreach (var phase in kept.Phases)
            {
                var old = session.Query(
                    "SELECT id FROM task WHERE phase = ?1 AND ended_at <= ?2 AND ended_at IS NOT NULL ORDER BY ended_at LIMIT ?3",
                    row => row.GetFieldValue<byte[]>(0),
                    (int)phase,
                    now - kept.KeptFor.ToMicroseconds(),
                    PruneBatch);
                foreach (var id in old)
                {
                    Discard(session, id, tally);
                }

                more |= old.Count == PruneBatch;
            }
        }

        return more | SqliteKeys.Forget(session, now);
    }
}
