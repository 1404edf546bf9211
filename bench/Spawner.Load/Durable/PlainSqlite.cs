using Microsoft.Data.Sqlite;

namespace Spawner.Load.Durable;

/// <summary>A table of one's own in a SQLite file, as <see cref="PlainPostgreSql"/> has it: with a write-ahead log and full sync.</summary>
internal sealed class PlainSqlite : IPlainStore
{
    private const string SchemaSql = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE plain_task
        (
            id BLOB NOT NULL UNIQUE, owner INTEGER NOT NULL, run INTEGER NOT NULL, phase INTEGER NOT NULL,
            submitted_at INTEGER NOT NULL, ready_at INTEGER NOT NULL, started_at INTEGER, ended_at INTEGER,
            namespace TEXT NOT NULL, submitter TEXT NOT NULL, kind TEXT NOT NULL, settings BLOB, input BLOB NOT NULL, result BLOB
        ) STRICT;
        CREATE INDEX plain_task_owner ON plain_task (owner, id) WHERE owner <> 0;
        CREATE INDEX plain_task_kind ON plain_task (kind, id);
        """;

    private const string InsertSql = """
        INSERT INTO plain_task (id, owner, run, phase, submitted_at, ready_at, namespace, submitter, kind, settings, input)
        VALUES ($id, 1, 1, 0, $now, $now, $namespace, $submitter, $kind, $settings, $input)
        """;

    private const string UpdateSql = "UPDATE plain_task SET owner = 0, phase = 3, started_at = $now, ended_at = $now, result = $result WHERE id = $id";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;

    public PlainSqlite(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        using var schema = new SqliteCommand(SchemaSql, _connection);
        schema.ExecuteNonQuery();
        _insert = new SqliteCommand(InsertSql, _connection);
        AddParameters(_insert);
        _insert.Parameters.AddWithValue("$namespace", PlainTask.Namespace);
        _insert.Parameters.AddWithValue("$submitter", PlainTask.Submitter);
        _insert.Parameters.AddWithValue("$kind", PlainTask.Kind);
        _insert.Parameters.AddWithValue("$settings", PlainTask.Settings);
        _insert.Parameters.AddWithValue("$input", PlainTask.Input);
        _update = new SqliteCommand(UpdateSql, _connection);
        AddParameters(_update);
        _update.Parameters.AddWithValue("$result", PlainTask.Result);
    }

    public async Task CommitAsync(PlainTask[] started, PlainTask[] ended)
    {
        await using var transaction = (SqliteTransaction)await _connection.BeginTransactionAsync();
        Execute(_insert, transaction, started);
        Execute(_update, transaction, ended);
        await transaction.CommitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _insert.DisposeAsync();
        await _update.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static void Execute(SqliteCommand command, SqliteTransaction transaction, PlainTask[] tasks)
    {
        command.Transaction = transaction;
        command.Parameters["$now"].Value = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var task in tasks)
        {
            command.Parameters["$id"].Value = task.Id.ToByteArray(bigEndian: true);
            command.ExecuteNonQuery();
        }
    }

    private static void AddParameters(SqliteCommand command)
    {
        command.Parameters.Add("$id", SqliteType.Blob);
        command.Parameters.Add("$now", SqliteType.Integer);
    }
}
