using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Spawner.Clustering.Database;

/// <summary>A file in write-ahead mode, shared by the silos of one machine.</summary>
internal sealed class SqliteDatabase(string file) : ClusteringDatabase
{
    // Result codes of SQLite (https://www.sqlite.org/rescode.html).
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    // Microsoft.Data.Sqlite repeats a statement that finds the file locked for this long. Writers hold it for milliseconds.
    private const int BusyTimeoutSeconds = 10;

    private readonly string file = Path.GetFullPath(file);

    public override string Invariant => "System.Data.SQLite";

    // Not ReadWriteCreate: a file that vanishes under a running cluster must be an error, not an empty database.
    public override string ConnectionString => Build(SqliteOpenMode.ReadWrite, pooling: true);

    public override string Location => $"the SQLite file '{file}'";

    public override string ScriptName => "Sqlite.sql";

    public override string CountTablesQuery => "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @name";

    public override Task<DbConnection> OpenAsync(CancellationToken cancel) => OpenAsync(SqliteOpenMode.ReadWrite, cancel);

    public override async Task<DbConnection> OpenOrCreateAsync(CancellationToken cancel)
    {
        var connection = await OpenAsync(SqliteOpenMode.ReadWriteCreate, cancel);
        try
        {
            await UseWriteAheadLogAsync(connection, cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Serializable is BEGIN IMMEDIATE for this provider: the write lock comes before the first read.
    public override async Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancel) =>
        await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancel);

    protected override (string Found, string Next) Diagnose(DbException exception) => (exception as SqliteException)?.SqliteErrorCode switch
    {
        CannotOpen when !Directory.Exists(Path.GetDirectoryName(file)) =>
            ("its directory does not exist", "Create the directory, or correct SqliteFile."),
        CannotOpen when !File.Exists(file) =>
            ("the file does not exist and was not created", "Start a silo with the same SqliteFile first; a silo needs the right to write to the directory."),
        CannotOpen or ReadOnly =>
            ("this process may not read and write the file or its directory", "Give its user both rights: SQLite keeps two more files beside this one."),
        NotADatabase =>
            ("the file is not a SQLite database", "Choose another SqliteFile, or move the file away."),
        Busy =>
            ($"another process held it locked for {BusyTimeoutSeconds} seconds", "Look for a process that keeps a transaction open on the file."),
        _ => (exception.Message.TrimEnd('.'), "Look at the disk that holds the file."),
    };

    // In this mode readers and the one writer do not block each other. The file remembers the mode.
    private async Task UseWriteAheadLogAsync(DbConnection connection, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        if (await command.ExecuteScalarAsync(cancel) is not "wal" and var mode)
        {
            throw Failure("use a write-ahead log", $"SQLite stays in journal mode '{mode}'", "Put SqliteFile on a local disk.");
        }
    }

    private Task<DbConnection> OpenAsync(SqliteOpenMode mode, CancellationToken cancel) =>
        OpenAsync(new SqliteConnection(Build(mode, pooling: false)), cancel);

    private string Build(SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = BusyTimeoutSeconds,
    }.ConnectionString;
}
