using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Spawner.Storage.Sqlite;

/// <summary>Statements on one connection, each prepared once. Parameters are ?1, ?2, …, in order.</summary>
internal sealed class SqliteSession(string connectionString, TimeSpan patience) : IDisposable
{
    /// <summary>The journal mode in which readers and the one writer do not block each other.</summary>
    public const string WriteAheadLog = "wal";

    private readonly SqliteConnection connection = new(connectionString);
    private readonly Dictionary<string, SqliteCommand> commands = [];

    private int BusyTimeout => (int)patience.TotalMilliseconds;

    /// <summary>Opens the file, and asks for a write-ahead log of which each commit is on the disk before it is told.</summary>
    /// <returns>The journal mode that the file has: it is asked for, and may be refused.</returns>
    public string? Open()
    {
        connection.Open();
        Run($"PRAGMA busy_timeout = {BusyTimeout}; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000");
        return Scalar<string>("PRAGMA journal_mode = WAL");
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>The first column of the first row; <see langword="null"/> if there is none.</summary>
    public T? Scalar<T>(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteScalar() is T value ? value : default;

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values) => Read(Prepare(sql, values), read);

    /// <summary>Like <see cref="Query"/>, with a statement that is made for this once and not kept.</summary>
    public List<T> QueryOnce<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var command = Make(sql, values.Length);
        Bind(command, values);
        return Read(command, read);
    }

    /// <summary>Runs statements without parameters that are not kept.</summary>
    public void Run(string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Scripts of this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Does something in a transaction that has the file's write lock from the beginning, if nobody else has it.</summary>
    /// <returns>Whether it was done.</returns>
    public bool TryWrite<T>(Func<SqliteSession, T> verb, out T? result)
    {
        var isMine = TryBeginWriting();
        result = isMine ? EndTransaction(verb) : default;
        return isMine;
    }

    public T Read<T>(Func<SqliteSession, T> verb)
    {
        Execute("BEGIN");
        return EndTransaction(verb);
    }

    public void Dispose()
    {
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    /// <returns>Whether the file's write lock was free, and is this session's now.</returns>
    private bool TryBeginWriting()
    {
        raw.sqlite3_busy_timeout(connection.Handle, 0);
        try
        {
            var code = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
            if (code == raw.SQLITE_BUSY)
            {
                return false;
            }

            SqliteException.ThrowExceptionForRC(code, connection.Handle);
            return true;
        }
        finally
        {
            raw.sqlite3_busy_timeout(connection.Handle, BusyTimeout);
        }
    }

    private T EndTransaction<T>(Func<SqliteSession, T> verb)
    {
        try
        {
            var result = verb(this);
            Execute("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // After some errors, a full disk among them, SQLite has rolled back by itself.
        }
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = Make(sql, values.Length);
            commands.Add(sql, command);
        }

        Bind(command, values);
        return command;
    }

    private SqliteCommand Make(string sql, int parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are constants, or made of constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
        }

        return command;
    }

    private static void Bind(SqliteCommand command, ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    private static List<T> Read<T>(SqliteCommand command, Func<SqliteDataReader, T> read)
    {
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
