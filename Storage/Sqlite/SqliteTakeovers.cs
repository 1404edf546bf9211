namespace Spawner.Storage.Sqlite;

/// <summary>How tasks get a new owner: those of an owner that is gone, and those that nobody owns.</summary>
internal static class SqliteTakeovers
{
    private const string DueSql = """
        SELECT id, ready_at FROM task
        WHERE kind = ?1 AND owner = 0 AND phase < 2 AND ready_at <= ?2 AND (expires_at IS NULL OR expires_at > ?2) ORDER BY ready_at, id LIMIT ?3
        """;

    private const string ExpiredSql = """
        SELECT id FROM task WHERE owner = 0 AND phase < 2 AND expires_at <= ?1 AND expires_at IS NOT NULL ORDER BY expires_at, id LIMIT ?2
        """;

    private const string NextExpirySql = """
        SELECT expires_at FROM task WHERE owner = 0 AND phase < 2 AND expires_at IS NOT NULL ORDER BY expires_at LIMIT 1
        """;

    private const string NextSql = "SELECT ready_at FROM task WHERE kind = ?1 AND owner = 0 AND phase < 2 ORDER BY ready_at LIMIT 1";

    public static StoredTask[] Adopt(SqliteSession session, OwnerNumber by, OwnerNumber from, int most, SqliteTally tally)
    {
        var lost = SqliteTaskReads.Owned(session, from, Guid.Empty, most);
        foreach (var task in lost)
        {
            session.Execute(
                """
                UPDATE task SET
                    owner = ?2, run = run + 1, losses = losses + 1, crashes = crashes + (phase = 2), phase = 1, started_at = NULL, output_number = 0
                WHERE id = ?1
                """,
                SqliteTaskRow.Id(task.Definition.Unique),
                by.Value);
            tally.Move(task.Definition.Namespace, task.Phase, TaskPhase.Queued);
        }

        return Read(session, lost);
    }

    public static ClaimReply Claim(SqliteSession session, OwnerNumber by, IReadOnlyCollection<string> kinds, int most, SqliteTally tally, long now)
    {
        var expired = session.Query(ExpiredSql, row => SqliteTaskRow.Id(row, 0), now, most);
        string[] unpaused = [.. kinds.Distinct(StringComparer.Ordinal).Except(Paused(session), StringComparer.Ordinal)];
        var due = unpaused
            .SelectMany(kind => session.Query(DueSql, row => (Id: SqliteTaskRow.Id(row, 0), ReadyAt: row.GetInt64(1)), kind, now, most))
            .OrderBy(task => task.ReadyAt)
            .ThenBy(task => task.Id)
            .Select(task => task.Id)
            .Take(most)
            .ToArray();
        StoredTask[] tasks = [.. due.Select(task => Claim(session, by, task, tally))];
        StoredTask[] over = [.. expired.Select(task => Claim(session, by, task, tally))];
        var next = unpaused
            .SelectMany(kind => session.Query(NextSql, row => row.GetInt64(0), kind))
            .Concat(session.Query(NextExpirySql, row => row.GetInt64(0)))
            .DefaultIfEmpty(-1)
            .Min();
        return new(tasks, over, next < 0 ? null : SqliteTime.ToSpan(Math.Max(0, next - now)));
    }

    public static string[] Paused(SqliteSession session) => [.. session.Query("SELECT kind FROM paused_kind ORDER BY kind", row => row.GetString(0))];

    private static StoredTask Claim(SqliteSession session, OwnerNumber by, Guid task, SqliteTally tally)
    {
        var id = SqliteTaskRow.Id(task);
        var before = SqliteTaskReads.Find(session, task)!;
        session.Execute("UPDATE task SET owner = ?2, run = run + 1, phase = 1, output_number = 0 WHERE id = ?1", id, by.Value);
        tally.Move(before.Definition.Namespace, before.Phase, TaskPhase.Queued);
        return SqliteTaskReads.Find(session, task)!;
    }

    private static StoredTask[] Read(SqliteSession session, IEnumerable<StoredTask> tasks) =>
        [.. tasks.Select(task => SqliteTaskReads.Find(session, task.Definition.Unique)!)];
}
