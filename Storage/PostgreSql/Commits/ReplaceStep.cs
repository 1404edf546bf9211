using Npgsql;

namespace Spawner.Storage.PostgreSql.Commits;

/// <summary>Tasks that make way for new ones with the same key: cancelled, unless one is started or another transaction has it.</summary>
internal sealed class ReplaceStep(IReadOnlyList<TaskInsert> inserts) : ICommitStep
{
    // A new one that is known already is a repeated write, and replaces nothing.
    private const string Sql = """
        WITH given AS (SELECT * FROM unnest($1, $2, $3) AS g(id, namespace, key)),
        other AS MATERIALIZED (
            SELECT l.id, l.owner, g.id AS successor FROM given g JOIN spawner.live l ON l.namespace = g.namespace AND l.key = g.key
            WHERE l.phase < 2
                AND NOT EXISTS (SELECT FROM spawner.live k WHERE k.id = g.id)
                AND NOT EXISTS (SELECT FROM spawner.history h WHERE h.id = g.id)
            FOR UPDATE OF l SKIP LOCKED),
        gone AS (DELETE FROM spawner.live l WHERE l.id IN (SELECT id FROM other) RETURNING l.*),
        kept AS (
            INSERT INTO spawner.history (
                id, ended_by, submitted_at, due_at, ended_at, output_end, run, failures, crashes, losses, interruptions, phase,
                cancel_requested, namespace, submitter, kind, name, key, tags, progress_fraction, progress_message,
                failure_type, failure_message, failure_stack, settings, input, checkpoint)
            SELECT
                id, owner, submitted_at, CASE WHEN is_delayed THEN ready_at END, statement_timestamp(),
                output_end, run, failures, crashes, losses, interruptions, 5,
                cancel_requested, namespace, submitter, kind, name, key, tags, progress_fraction, progress_message,
                failure_type, failure_message, failure_stack, settings, input, checkpoint
            FROM gone),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace)
            SELECT -count(*), phase, namespace FROM gone GROUP BY phase, namespace
            UNION ALL
            SELECT count(*), 5, namespace FROM gone GROUP BY namespace)
        SELECT successor, id FROM other
        """;

    private readonly Dictionary<Guid, Guid> replaced = [];

    /// <summary>Ids of those that were cancelled, by the id of the new one.</summary>
    public IReadOnlyDictionary<Guid, Guid> Replaced => replaced;

    public void AddTo(Statements statements, OwnerNumber owner) => statements.Add(Sql)
        .WithAll(inserts, insert => insert.Definition.Unique)
        .WithTexts(inserts, insert => insert.Definition.Namespace)
        .WithTexts(inserts, insert => insert.Definition.Key);

    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            replaced[reader.GetGuid(0)] = reader.GetGuid(1);
        }

        await reader.NextResultAsync(cancellationToken);
    }
}
