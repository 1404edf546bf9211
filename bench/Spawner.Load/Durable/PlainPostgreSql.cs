using Npgsql;

namespace Spawner.Load.Durable;

/// <summary>
/// A table of one's own in PostgreSQL, with the columns that Spawner fills for such a task, and three indexes: the primary key, the
/// tasks of an owner, and those of a kind. A commit is one round trip: an insert and an update, each over arrays.
/// </summary>
internal sealed class PlainPostgreSql : IPlainStore
{
    private const string SchemaSql = """
        CREATE TABLE plain_task
        (
            id uuid PRIMARY KEY, owner bigint NOT NULL, run integer NOT NULL, phase smallint NOT NULL,
            submitted_at timestamptz NOT NULL, ready_at timestamptz NOT NULL, started_at timestamptz, ended_at timestamptz,
            namespace text NOT NULL, submitter text NOT NULL, kind text NOT NULL, settings bytea, input bytea NOT NULL, result bytea
        );
        CREATE INDEX plain_task_owner ON plain_task (owner, id) WHERE owner <> 0;
        CREATE INDEX plain_task_kind ON plain_task (kind, id);
        """;

    private const string InsertSql = """
        INSERT INTO plain_task (id, owner, run, phase, submitted_at, ready_at, namespace, submitter, kind, settings, input)
        SELECT id, 1, 1, 0, now(), now(), $2, $3, $4, settings, input FROM unnest($1, $5, $6) AS started (id, settings, input)
        """;

    private const string UpdateSql = """
        UPDATE plain_task t SET owner = 0, phase = 3, started_at = now(), ended_at = now(), result = ended.result
        FROM unnest($1, $2) AS ended (id, result) WHERE t.id = ended.id
        """;

    private readonly NpgsqlConnection _connection;

    private PlainPostgreSql(string connectionString) => _connection = new(
        new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 4, AutoPrepareMinUsages = 1 }.ConnectionString);

    /// <summary>Connections to one table, which the first of them makes.</summary>
    public static async Task<IPlainStore[]> OpenAsync(string connectionString, int count)
    {
        var stores = Enumerable.Range(0, count).Select(_ => new PlainPostgreSql(connectionString)).ToArray();
        foreach (var store in stores)
        {
            await store._connection.OpenAsync();
        }

        await using var schema = new NpgsqlCommand(SchemaSql, stores[0]._connection);
        await schema.ExecuteNonQueryAsync();
        return stores;
    }

    public async Task CommitAsync(PlainTask[] started, PlainTask[] ended)
    {
        // Without a transaction around it a batch is one.
        await using var batch = new NpgsqlBatch(_connection);
        if (started.Length > 0)
        {
            batch.BatchCommands.Add(Insert(started));
        }

        if (ended.Length > 0)
        {
            batch.BatchCommands.Add(Update(ended));
        }

        await batch.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static NpgsqlBatchCommand Insert(PlainTask[] tasks) => new(InsertSql)
    {
        Parameters =
        {
            Ids(tasks),
            new NpgsqlParameter<string> { TypedValue = PlainTask.Namespace },
            new NpgsqlParameter<string> { TypedValue = PlainTask.Submitter },
            new NpgsqlParameter<string> { TypedValue = PlainTask.Kind },
            Bytes(tasks, PlainTask.Settings),
            Bytes(tasks, PlainTask.Input),
        },
    };

    private static NpgsqlBatchCommand Update(PlainTask[] tasks) => new(UpdateSql) { Parameters = { Ids(tasks), Bytes(tasks, PlainTask.Result) } };

    private static NpgsqlParameter<Guid[]> Ids(PlainTask[] tasks) => new() { TypedValue = Array.ConvertAll(tasks, task => task.Id) };

    private static NpgsqlParameter<byte[][]> Bytes(PlainTask[] tasks, byte[] each) => new() { TypedValue = Array.ConvertAll(tasks, _ => each) };
}
