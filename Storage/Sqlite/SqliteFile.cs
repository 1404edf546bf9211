using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Spawner.Storage.Sqlite;

/// <summary>
/// One connection to a file. SQLite blocks the thread that calls it, so each use runs on a thread of the pool, one at a time, and
/// nobody who waits for his turn blocks one.
/// </summary>
internal sealed class SqliteFile(string folder, string name, string location, TimeProvider clock) : IAsyncDisposable
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
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim turn = new(1);
    private SqliteSession? session;

    /// <summary>Leaves others their turn to write; changed only by whoever writes.</summary>
    public WriteShare Share { get; } = new(clock);

    /// <summary>The connection, for whoever has the turn of another file and no thread to wait with.</summary>
    public SqliteSession Session => session ??= Open();

    /// <summary>Does something with the connection, which is opened if need be.</summary>
    public Task<T> DoAsync<T>(string purpose, Func<SqliteSession, T> verb, CancellationToken cancellationToken) =>
        InTurnAsync(purpose, () => Task.Run(() => verb(Session), CancellationToken.None), cancellationToken);

    /// <summary>Does something in a transaction that has the file's write lock from the beginning.</summary>
    public Task<T> WriteAsync<T>(string purpose, Func<SqliteSession, T> verb, CancellationToken cancellationToken) =>
        InTurnAsync(purpose, () => WriteWhenFreeAsync(purpose, verb, cancellationToken), cancellationToken);

    /// <summary>Does something in a transaction that sees the file as it is at its beginning.</summary>
    public Task<T> ReadAsync<T>(string purpose, Func<SqliteSession, T> verb, CancellationToken cancellationToken) =>
        DoAsync(purpose, session => session.Read(verb), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        session?.Dispose();
        turn.Dispose();
    }

    private async Task<T> InTurnAsync<T>(string purpose, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await act();
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

    // SQLite by itself, and its provider, look again after up to 100 and 150 ms: whoever writes all the time would keep others out
    // for seconds.
    private async Task<T> WriteWhenFreeAsync<T>(string purpose, Func<SqliteSession, T> verb, CancellationToken cancellationToken)
    {
        await Task.Delay(Share.NextGap(), clock, cancellationToken);
        var began = clock.GetTimestamp();
        T? result = default;
        while (!await Task.Run(() => Session.TryWrite(verb, out result), CancellationToken.None))
        {
            if (clock.GetElapsedTime(began) > BusyTimeout)
            {
                throw Explain(purpose, Busy, inner: null);
            }

            await Task.Delay(WriteShare.LookPeriod, clock, cancellationToken);
        }

        Share.OnWritten();
        return result!;
    }

    private SqliteSession Open()
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, name),
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = (int)BusyTimeout.TotalSeconds,
        };
        var opened = new SqliteSession(settings.ConnectionString, BusyTimeout);
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

    private TaskStoreException Explain(string purpose, SqliteException exception) => Explain(purpose, exception.SqliteErrorCode, exception);

    private TaskStoreException Explain(string purpose, int code, SqliteException? inner)
    {
        var (found, next) = code switch
        {
            Busy or Locked =>
                (string.Create(CultureInfo.InvariantCulture, $"another process held the file locked for {BusyTimeout.TotalSeconds} seconds"), "It is tried again; look for a stopped process that has the file open."),
            Full => ("the disk is full", "Make room on it: what was accepted is safe."),
            CannotOpen or ReadOnly => ("this process may not read and write the files or their folder", "Give its user both rights: SQLite keeps two more files beside each."),
            NotADatabase => ("a file is not a SQLite database", "Choose another folder, or move the file away."),
            _ => (inner?.Message.TrimEnd('.') ?? $"SQLite's result {code}", "Look at the disk that holds the folder."),
        };
        return new($"Cannot {purpose} in {location}: {found}. {next}", code is Busy or Locked or Full, inner);
    }
}
