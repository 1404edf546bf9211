namespace Spawner.Storage.PostgreSql;

/// <summary>A task to be inserted, as its columns are.</summary>
internal readonly record struct NewTask
{
    public required Guid Id { get; init; }

    public required string Namespace { get; init; }

    public required string Submitter { get; init; }

    public required string Kind { get; init; }

    public string? Name { get; init; }

    /// <summary>JSON.</summary>
    public string? Tags { get; init; }

    /// <summary>Text of its key.</summary>
    public string? Key { get; init; }

    public TimeSpan? KeyPeriod { get; init; }

    /// <summary>Ends after which it still holds its key: 1 success, 2 any other, 3 both.</summary>
    public short? KeyKept { get; init; }

    /// <summary>Whether the holder of its key is to make way.</summary>
    public bool Replaces { get; init; }

    public ReadOnlyMemory<byte>? Settings { get; init; }

    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>Whether the writer owns it.</summary>
    public bool IsOwned { get; init; }

    /// <summary>Time until it is due.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Time until one of its deadlines is over.</summary>
    public TimeSpan? Expiry { get; init; }
}

/// <summary>
/// Statements that insert tasks. Those without a key go in by id, those with one by key, in one order for all: whoever waits for
/// another never does so in a circle.
/// </summary>
internal static class NewTasks
{
    /// <summary>Where silos hear of tasks that a program has put in by itself.</summary>
    public const string Channel = "spawner_new_tasks";

    private const string Parameters = "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12";

    private const string Columns = "id, namespace, submitter, kind, name, tags, settings, input, is_owned, delay, expiry";

    private const string Inserted = """
        inserted AS (
            INSERT INTO spawner.live (
                id, owner, submitted_at, ready_at, expires_at, key_period, run, phase, key_kept, is_delayed,
                namespace, submitter, kind, name, key, tags, settings, input)
            SELECT
                id, CASE WHEN is_owned THEN $1 ELSE 0 END, statement_timestamp(), statement_timestamp() + delay, statement_timestamp() + expiry,
                key_period, 1, CASE WHEN delay > interval '0' THEN 0 ELSE 1 END, key_kept, delay > interval '0',
                namespace, submitter, kind, name, key, tags, settings, input
            FROM fresh ORDER BY id
            ON CONFLICT DO NOTHING
            RETURNING id, phase, namespace),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace) SELECT count(*), phase, namespace FROM inserted GROUP BY phase, namespace)
        """;

    private const string PlainSql = $"""
        WITH fresh AS (
            SELECT *, NULL::text AS key, NULL::interval AS key_period, NULL::smallint AS key_kept FROM unnest({Parameters}) AS g({Columns})),
        {Inserted}
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

    // One that is known already takes no key; if it became known after this statement began, it was the last to take the key.
    private const string KeyedSql = $"""
        WITH given AS (SELECT * FROM unnest({Parameters}, $13, $14, $15, $16) AS g({Columns}, key, key_period, key_kept, replaces)),
        unknown AS MATERIALIZED (
            SELECT g.* FROM given g
            WHERE NOT EXISTS (SELECT FROM spawner.live l WHERE l.id = g.id)
                AND NOT EXISTS (SELECT FROM spawner.history h WHERE h.id = g.id AND h.id BETWEEN $17 AND $18)
            ORDER BY g.namespace, g.key, g.id),
        fresh AS MATERIALIZED (
            SELECT u.*, t.cancelled FROM unknown u
            CROSS JOIN LATERAL spawner.take_key(
                u.id, ARRAY(SELECT id FROM unknown), u.namespace, u.key, statement_timestamp() + u.key_period, u.replaces, $19) t
            WHERE t.is_taken),
        {Inserted}
        SELECT i.id, f.cancelled FROM inserted i JOIN fresh f ON f.id = i.id
        """;

    /// <summary>Inserts tasks without keys. Two results: the ids of those that went in, and of those of them that had ended before.</summary>
    /// <param name="statements">Where to append.</param>
    /// <param name="owner">The writer; 0 if it owns none of them.</param>
    /// <param name="tasks">They.</param>
    public static void AddPlain(Statements statements, long owner, IReadOnlyList<NewTask> tasks)
    {
        With(statements.Add(PlainSql), owner, tasks);
        statements.Add(UndoEndedSql).WithIds([.. tasks.Select(task => task.Id)]);
    }

    /// <summary>Inserts tasks with keys. One result: the ids of those that went in, each with that of the one that was cancelled for it.</summary>
    /// <param name="statements">Where to append.</param>
    /// <param name="owner">The writer; 0 if it owns none of them.</param>
    /// <param name="tasks">They.</param>
    /// <param name="isGuest">Whether the transaction is not a silo's, and may last.</param>
    public static void AddKeyed(Statements statements, long owner, IReadOnlyList<NewTask> tasks, bool isGuest) => With(statements.Add(KeyedSql), owner, tasks)
        .WithTexts(tasks, task => task.Key)
        .WithAll(tasks, task => task.KeyPeriod)
        .WithAll(tasks, task => task.KeyKept)
        .WithAll(tasks, task => task.Replaces)
        .With(tasks.Min(task => task.Id))
        .With(tasks.Max(task => task.Id))
        .With(isGuest);

    private static Statement With(Statement statement, long owner, IReadOnlyList<NewTask> tasks) => statement
        .With(owner)
        .WithAll(tasks, task => task.Id)
        .WithTexts(tasks, task => task.Namespace)
        .WithTexts(tasks, task => task.Submitter)
        .WithTexts(tasks, task => task.Kind)
        .WithTexts(tasks, task => task.Name)
        .WithJson(tasks, task => task.Tags)
        .WithBytes(tasks, task => task.Settings)
        .WithBytes(tasks, task => task.Input)
        .WithAll(tasks, task => task.IsOwned)
        .WithAll(tasks, task => task.IsOwned || !(task.Delay > TimeSpan.Zero) ? TimeSpan.Zero : task.Delay.Value)
        .WithAll(tasks, task => task.IsOwned ? null : task.Expiry);
}
