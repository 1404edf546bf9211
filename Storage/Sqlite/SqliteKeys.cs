namespace Spawner.Storage.Sqlite;

/// <summary>Who holds which key.</summary>
internal static class SqliteKeys
{
    private const int ForgetBatch = 2000;

    private const string TakeSql = """
        INSERT INTO taken_key (namespace, key, task, held_until)
        SELECT namespace, key, id, submitted_at + key_period FROM task WHERE id = ?1 AND key IS NOT NULL
        ON CONFLICT (namespace, key) DO UPDATE SET task = excluded.task, held_until = excluded.held_until
        """;

    /// <summary>The task that holds the key of a task.</summary>
    public static StoredTask? Holder(SqliteSession session, TaskDefinition definition, long now)
    {
        if (definition.Key is not { } key)
        {
            return null;
        }

        var last = session
            .Query(
                "SELECT task FROM taken_key WHERE namespace = ?1 AND key = ?2 AND (held_until IS NULL OR held_until > ?3)",
                row => SqliteTaskRow.Id(row, 0),
                definition.Namespace,
                key.Text,
                now)
            .Select(task => SqliteTaskReads.Find(session, task))
            .FirstOrDefault();
        return last?.Definition.Key?.IsHeldIn(last.Phase) == true ? last : null;
    }

    /// <summary>Whether nobody has taken the key of a task since that one did.</summary>
    public static bool IsLastOf(SqliteSession session, TaskDefinition definition) =>
        session.Scalar<long>("SELECT count(*) FROM taken_key WHERE namespace = ?1 AND key = ?2 AND task = ?3", definition.Namespace, definition.Key?.Text, SqliteTaskRow.Id(definition.Unique)) > 0;

    /// <summary>A task takes its key, if it has one.</summary>
    public static void Take(SqliteSession session, byte[] id) => session.Execute(TakeSql, id);

    /// <summary>A task is forgotten, and holds nothing.</summary>
    public static void Release(SqliteSession session, byte[] id) => session.Execute(
        "DELETE FROM taken_key WHERE task = ?1 AND (namespace, key) = (SELECT namespace, key FROM task WHERE id = ?1)", id);

    /// <summary>Forgets some of the keys whose period is over.</summary>
    /// <returns>Whether there may be more.</returns>
    public static bool Forget(SqliteSession session, long now) => session.Execute(
        """
        DELETE FROM taken_key WHERE (namespace, key) IN (
            SELECT namespace, key FROM taken_key WHERE held_until <= ?1 AND held_until IS NOT NULL LIMIT ?2)
        """,
        now,
        ForgetBatch) == ForgetBatch;
}
