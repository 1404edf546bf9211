using Npgsql;

namespace Spawner.Storage.PostgreSql.Commits;

/// <summary>New tasks. Those without a key go in by id, those with one by key: all silos wait for each other in one order.</summary>
internal sealed class InsertStep(IReadOnlyList<TaskInsert> inserts) : ICommitStep
{
    private const string Sql = """
        WITH given AS (
            SELECT * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            AS g(id, namespace, submitter, kind, name, key, tags, settings, input, is_owned, delay)),
        inserted AS (
            INSERT INTO spawner.live (
                id, owner, submitted_at, ready_at, run, phase, is_delayed, namespace, submitter, kind, name, key, tags, settings, input)
            SELECT
                id, CASE WHEN is_owned THEN $1 ELSE 0 END, statement_timestamp(), statement_timestamp() + delay * interval '1 s',
                1, CASE WHEN delay > 0 THEN 0 ELSE 1 END, delay > 0, namespace, submitter, kind, name, key, tags, settings, input
            FROM given ORDER BY key NULLS FIRST, namespace, id
            ON CONFLICT DO NOTHING
            RETURNING id, phase, namespace),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace) SELECT count(*), phase, namespace FROM inserted GROUP BY phase, namespace)
        SELECT id FROM inserted
        """;

    // Ended tasks are looked for after the insert: one that has ended while the insert waited for its old row is seen now.
    private const string UndoEndedSql = """
        WITH ended AS MATERIALIZED (SELECT id FROM spawner.history WHERE id = ANY($1) AND id BETWEEN $2 AND $3),
        undone AS (DELETE FROM spawner.live l USING ended e WHERE l.id = e.id RETURNING l.phase, l.namespace),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace) SELECT -count(*), phase, namespace FROM undone GROUP BY phase, namespace)
        SELECT id FROM ended
        """;

    private readonly HashSet<Guid> inserted = [];

    /// <summary>Those that were not inserted: a task has their id, or their key.</summary>
    public IEnumerable<TaskInsert> Refused => inserts.Where(insert => !inserted.Contains(insert.Definition.Unique));

    public void AddTo(Statements statements, OwnerNumber owner)
    {
        statements.Add(Sql)
            .With(owner)
            .WithAll(inserts, insert => insert.Definition.Unique)
            .WithTexts(inserts, insert => insert.Definition.Namespace)
            .WithTexts(inserts, insert => insert.Definition.Submitter)
            .WithTexts(inserts, insert => insert.Definition.Kind)
            .WithTexts(inserts, insert => insert.Definition.Name)
            .WithTexts(inserts, insert => insert.Definition.Key)
            .WithJson(inserts, insert => TagText.Write(insert.Definition.Tags))
            .WithBytes(inserts, insert => insert.Definition.Settings)
            .WithBytes(inserts, insert => insert.Definition.Input)
            .WithAll(inserts, insert => insert.IsOwned)
            .WithAll(inserts, insert => insert.IsOwned || insert.Delay is not { } delay ? 0 : Math.Max(0, delay.TotalSeconds));
        statements.Add(UndoEndedSql).WithIds([.. inserts.Select(insert => insert.Definition.Unique)]);
    }

    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            inserted.Add(reader.GetGuid(0));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            inserted.Remove(reader.GetGuid(0));
        }

        await reader.NextResultAsync(cancellationToken);
    }

    /// <summary>What became of each, in order.</summary>
    /// <param name="replaced">Ids of those that others have replaced, by the id of the new one.</param>
    /// <param name="byId">Tasks that <see cref="Refused"/> and <paramref name="replaced"/> name.</param>
    /// <param name="byKey">Tasks that have the keys of <see cref="Refused"/>.</param>
    public InsertReply[] Reply(
        IReadOnlyDictionary<Guid, Guid> replaced, IReadOnlyDictionary<Guid, StoredTask> byId, ILookup<(string Namespace, string? Key), StoredTask> byKey) =>
    [
        .. inserts.Select(insert =>
        {
            var definition = insert.Definition;
            if (inserted.Contains(definition.Unique))
            {
                return new(InsertOutcome.Inserted, replaced.TryGetValue(definition.Unique, out var other) ? byId.GetValueOrDefault(other) : null);
            }

            return definition.Key is null || byId.ContainsKey(definition.Unique)
                ? new InsertReply(InsertOutcome.Known, byId.GetValueOrDefault(definition.Unique))
                : new(InsertOutcome.KeyTaken, byKey[(definition.Namespace, definition.Key)].FirstOrDefault());
        }),
    ];
}
