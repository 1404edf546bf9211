namespace Spawner.Storage.Sqlite;

/// <summary>What people and tools do to tasks.</summary>
internal static class SqliteEdits
{
    private const int PruneBatch = 2000;

    private const string ReviveSql = """
        UPDATE OR IGNORE task SET
            phase = 1, run = run + 1, owner = 0, last_owner = 0, failures = 0, crashes = 0, ready_at = ?2, due_at = NULL, started_at = NULL,
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
            session.Execute("UPDATE task SET phase = 5, last_owner = 0, ended_at = ?2 WHERE id = ?1", id, now);
            tally.Move(state.Namespace, state.Phase, TaskPhase.Cancelled);
        }
    }

    /// <returns>Whether it lives again: not if its key is taken.</returns>
    public static bool Revive(SqliteSession session, Guid task, ReadOnlyMemory<byte>? input, SqliteTally tally, long now)
    {
        var id = SqliteTaskRow.Id(task);
        if (TaskState.Find(session, id) is not { IsLive: false } state
            || state.Phase == TaskPhase.Succeeded
            || session.Execute(ReviveSql, id, now, input?.ToArray()) == 0)
        {
            return false;
        }

        tally.Move(state.Namespace, state.Phase, TaskPhase.Queued);
        return true;
    }

    public static bool Discard(SqliteSession session, byte[] id, SqliteTally tally)
    {
        if (TaskState.Find(session, id) is not { IsLive: false } state)
        {
            return false;
        }

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

        return more;
    }
}
