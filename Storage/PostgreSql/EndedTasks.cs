using Npgsql;
using NpgsqlTypes;

namespace Spawner.Storage.PostgreSql;

/// <summary>What is done to ended tasks: they live again, or are forgotten.</summary>
internal static class EndedTasks
{
    // One whose key another task holds now stays where it is.
    private const string ReviveSql = """
        WITH wanted AS MATERIALIZED (
            SELECT h.* FROM spawner.history h
            WHERE h.id = ANY($1) AND h.id BETWEEN $2 AND $3 AND h.phase <> 3 ORDER BY h.id FOR UPDATE SKIP LOCKED),
        taken AS MATERIALIZED (
            SELECT w.id FROM (
                SELECT w.*, k.task FROM wanted w LEFT JOIN spawner.taken_key k ON k.namespace = w.namespace AND k.key = w.key
                WHERE w.key IS NOT NULL ORDER BY w.namespace, w.key, k.task IS DISTINCT FROM w.id, w.id) w
            CROSS JOIN LATERAL spawner.take_key(
                w.id, ARRAY(SELECT id FROM wanted WHERE key IS NOT NULL), w.namespace, w.key, w.submitted_at + w.key_period, false, false) t
            WHERE t.is_taken OR t.former = w.id),
        revived AS (
            INSERT INTO spawner.live (
                id, owner, submitted_at, ready_at, revived_at, key_period, output_end, run, losses, interruptions, phase, key_kept, is_delayed,
                namespace, submitter, kind, name, key, tags, failure_type, failure_message, failure_stack, settings, input, checkpoint)
            SELECT
                id, 0, submitted_at, statement_timestamp(), statement_timestamp(), key_period, output_end, run + 1, losses, interruptions, 1, key_kept, false,
                namespace, submitter, kind, name, key, tags, failure_type, failure_message, failure_stack,
                settings, coalesce($4, input), CASE WHEN $4 IS NULL THEN checkpoint END
            FROM wanted w WHERE key IS NULL OR EXISTS (SELECT FROM taken t WHERE t.id = w.id) ORDER BY id
            ON CONFLICT DO NOTHING
            RETURNING id),
        gone AS (
            DELETE FROM spawner.history h USING revived r WHERE h.id = r.id AND h.id BETWEEN $2 AND $3 RETURNING h.phase, h.namespace),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace)
            SELECT -count(*), phase, namespace FROM gone GROUP BY phase, namespace
            UNION ALL
            SELECT count(*), 1, namespace FROM gone GROUP BY namespace)
        SELECT count(*)::integer FROM revived
        """;

    private static readonly string DiscardSql = $"""
        WITH gone AS (
            DELETE FROM spawner.history WHERE id = ANY($1) AND id BETWEEN $2 AND $3 RETURNING id, phase, namespace, key, output_end),
        {TakenKeys.Forgotten("gone")},
        silent AS (
            DELETE FROM spawner.output o USING gone g WHERE o.task = g.id AND g.output_end > 0),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace) SELECT -count(*), phase, namespace FROM gone GROUP BY phase, namespace)
        SELECT count(*)::integer FROM gone
        """;

    public static async Task<int> ReviveAsync(
        NpgsqlConnection connection, IReadOnlyList<Guid> ids, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(ReviveSql).WithIds(ids).With(Statement.ToArray(input), NpgsqlDbType.Bytea);
        return await CountAsync(statements, cancellationToken);
    }

    public static async Task<int> DiscardAsync(NpgsqlConnection connection, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(DiscardSql).WithIds(ids);
        return await CountAsync(statements, cancellationToken);
    }

    private static async Task<int> CountAsync(Statements statements, CancellationToken cancellationToken)
    {
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0);
    }
}
