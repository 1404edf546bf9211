using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>
/// Cancels tasks whoever owns them. It is the one verb that wants rows of other owners, so it never waits for one while it holds
/// another: rows that somebody has locked are passed over first, and then taken one by one, each in a transaction of its own.
/// </summary>
internal static class Cancellation
{
    private const string Sql = """
        WITH found AS MATERIALIZED (
            SELECT id, owner, phase FROM spawner.live WHERE id = ANY($1) ORDER BY id FOR UPDATE {0}),
        noted AS (
            UPDATE spawner.live l SET cancel_requested = true FROM found f WHERE l.id = f.id AND f.owner <> 0 AND NOT l.cancel_requested),
        gone AS (
            DELETE FROM spawner.live l USING found f WHERE l.id = f.id AND f.owner = 0 RETURNING l.*),
        kept AS (
            INSERT INTO spawner.history (
                id, ended_by, submitted_at, due_at, started_at, ended_at, key_period, output_end, run, failures, crashes, losses, interruptions, phase,
                key_kept, cancel_requested, namespace, submitter, kind, name, key, tags, progress_fraction, progress_message,
                failure_type, failure_message, failure_stack, settings, input, checkpoint)
            SELECT
                id, 0, submitted_at, CASE WHEN is_delayed THEN ready_at END, started_at, statement_timestamp(),
                key_period, output_end, run, failures, crashes, losses, interruptions, 5,
                key_kept, true, namespace, submitter, kind, name, key, tags, progress_fraction, progress_message,
                failure_type, failure_message, failure_stack, settings, input, checkpoint
            FROM gone),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace)
            SELECT -count(*), phase, namespace FROM gone GROUP BY phase, namespace
            UNION ALL
            SELECT count(*), 5, namespace FROM gone GROUP BY namespace)
        SELECT id FROM found
        """;

    private const string LeftSql = "SELECT id FROM spawner.live WHERE id = ANY($1) AND NOT cancel_requested ORDER BY id";

    private static readonly string PassOverSql = Sql.Replace("{0}", "SKIP LOCKED", StringComparison.Ordinal);

    private static readonly string WaitSql = Sql.Replace("{0}", "", StringComparison.Ordinal);

    public static async Task CancelAsync(NpgsqlConnection connection, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        foreach (var left in await CancelUnlockedAsync(connection, [.. ids], cancellationToken))
        {
            await using var statements = new Statements(connection);
            statements.Add(WaitSql).With<Guid[]>([left]);
            await statements.ExecuteAsync(cancellationToken);
        }
    }

    private static async Task<List<Guid>> CancelUnlockedAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(PassOverSql).With(ids);
        statements.Add(LeftSql).With(ids);
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var left = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            left.Add(reader.GetGuid(0));
        }

        return left;
    }
}
