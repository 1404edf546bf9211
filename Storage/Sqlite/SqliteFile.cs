using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Spawner.Storage.Sqlite;

/// <summary>
/// One connection to a file. SQLite blocks the thread that calls it, so each use runs on a thread of the pool, one at a time, and
/// nobody who waits for his turn blocks one.
/// </summary>
internal sealed class SqliteFile(string folder, string name, string location) : IAsyncDisposable
{
    // Result codes of SQLite (https://www.sqlite.org/rescode.html).
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    // How long a statement waits for another process. Writers hold a file for milliseconds; a silo that is stopped while it writes
    // holds it until it goes on or is ended, and the others are told to try again.
    private const int BusyTimeoutSeconds = 5;

    private readonly SemaphoreSlim turn = new(1);
    private SqliteSession? session;

    /// <summary>The connection, for whoever has the turn of another file and no thread to wait with.</summary>
    public SqliteSession Session => session ??= Open();

    /// <summary>Does something with the connection, which is opened if need be.</summary>
    public async Task<T> DoAsync<T>(string purpose, Func<SqliteSession, T> verb, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => verb(Session), CancellationToken.None);
        }
        catch (SqliteException exception)
        {
            throw Explain(purpose, exception);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Does something in a transaction that has the file's write lock from the beginning.</summary>
    public Task<T> WriteAsync<T>(string purpose, Func<SqliteSession, T> verb, CancellationToken cancellationToken) =>
        DoAsync(purpose, session => session.Write(verb), cancellationToken);

    /// <summary>Does something in a transaction that sees the file as it is at its beginning.</summary>
    public Task<T> ReadAsync<T>(string purpose, Func<SqliteSession, T> verb, CancellationToken cancellationToken) =>
        DoAsync(purpose, session => session.Read(verb), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        session?.Dispose();
        turn.Dispose();
    }

    private SqliteSession Open()
    {
        var opened = new SqliteSession(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, name),
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = BusyTimeoutSeconds,
        }.ConnectionString);
        try
        {
            var mode = opened.Open();
            return mode == SqliteSession.WriteAheadLog
                ? opened
                : throw new TaskStoreException($"Cannot keep tasks in {location}: SQLite stays in journal mode '{mode}'. Put the folder on a local disk.", isTransient: false);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private TaskStoreException Explain(string purpose, SqliteException exception)
    {
        var (found, next) = exception.SqliteErrorCode switch
        {
            Busy or Locked =>
                (string.Create(CultureInfo.InvariantCulture, $"another process held the file locked for {BusyTimeoutSeconds} seconds"), "It is tried again; look for a stopped process that has the file open."),
            Full => ("the disk is full", "Make room on it: what was accepted is safe."),
            CannotOpen or ReadOnly => ("this process may not read and write the files or their folder", "Give its user both rights: SQLite keeps two more files beside each."),
            NotADatabase => ("a file is not a SQLite database", "Choose another folder, or move the file away."),
            _ => (exception.Message.TrimEnd('.'), "Look at the disk that holds the folder."),
        };
        return new($"Cannot {purpose} in {location}: {found}. {next}", exception.SqliteErrorCode is Busy or Locked or Full, exception);
    }
}
