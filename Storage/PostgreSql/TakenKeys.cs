namespace Spawner.Storage.PostgreSql;

/// <summary>Keys of tasks that are forgotten, and of those whose period is over.</summary>
internal static class TakenKeys
{
    // One that is taken at this moment is not over any more.
    public const string ForgetOverSql = """
        WITH over AS MATERIALIZED (
            SELECT namespace, key FROM spawner.taken_key WHERE held_until <= statement_timestamp() LIMIT $1 FOR UPDATE SKIP LOCKED),
        forgotten AS (
            DELETE FROM spawner.taken_key k USING over o WHERE k.namespace = o.namespace AND k.key = o.key RETURNING 1)
        SELECT count(*)::integer FROM forgotten
        """;

    /// <summary>Part of a statement that forgets tasks, and then their keys, in the order in which all lock them.</summary>
    /// <param name="gone">Which tasks: a table with id, namespace and key.</param>
    public static string Forgotten(string gone) => $"""
        held AS MATERIALIZED (
            SELECT k.namespace, k.key FROM {gone} g JOIN spawner.taken_key k ON k.namespace = g.namespace AND k.key = g.key AND k.task = g.id
            WHERE g.key IS NOT NULL ORDER BY k.namespace, k.key FOR UPDATE OF k),
        released AS (
            DELETE FROM spawner.taken_key k USING held h WHERE k.namespace = h.namespace AND k.key = h.key)
        """;
}
