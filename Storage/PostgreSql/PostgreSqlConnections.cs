using System.Net.Sockets;
using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>Connections to the database, and what its errors mean.</summary>
internal sealed class PostgreSqlConnections : IAsyncDisposable
{
    /// <summary>Tells the sessions of task stores from others: a reaper ends those that a paused silo has left open.</summary>
    public const string ApplicationName = "spawner-store";

    // SQLSTATE of spawner.hold_lease.
    private const string LeaseLost = "SPL01";

    private readonly NpgsqlConnectionStringBuilder settings;
    private readonly NpgsqlDataSource source;

    public PostgreSqlConnections(string connectionString)
    {
        settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = ApplicationName };

        // A silo that waits longer has lost its lease, and its writes with it.
        SetUnlessGiven("Timeout", 5);
        SetUnlessGiven("Command Timeout", 15);
        SetUnlessGiven("Maximum Pool Size", 12);
        SetUnlessGiven("Max Auto Prepare", 64);
        SetUnlessGiven("Auto Prepare Min Usages", 2);

        // Nothing of a session is changed that the next user of its connection must not see, and undoing that costs seven statements.
        SetUnlessGiven("No Reset On Close", true);

        // Plans are made once, maybe while a table is small: reading all of it is then what a plan does when it has grown. Nothing
        // here is helped by compiling a plan, either.
        SetUnlessGiven("Options", "-c enable_seqscan=off -c jit=off");

        // Asking for Kerberos first needs a library that the official container images lack, and says so on the error stream.
        SetUnlessGiven("GSS Encryption Mode", "Disable");
        Place = $"{settings.Host}:{settings.Port}/{settings.Database}";
        source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>For people: where the database is. Holds no password.</summary>
    public string Location => $"PostgreSQL {Place}";

    /// <summary>Server and database.</summary>
    public string Place { get; }

    /// <summary>Does something with a connection.</summary>
    /// <param name="purpose">What for, as in "cannot …".</param>
    /// <param name="verb">What to do.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="owner">Whose lease it needs.</param>
    /// <exception cref="TaskStoreException">The database did not do it.</exception>
    public async Task<T> DoAsync<T>(
        string purpose, Func<NpgsqlConnection, Task<T>> verb, CancellationToken cancellationToken, OwnerNumber owner = default)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return await verb(connection);
        }
        catch (PostgresException exception) when (exception.SqlState == LeaseLost)
        {
            throw new LeaseLostException(owner);
        }
        catch (NpgsqlException exception)
        {
            throw Explain(purpose, exception);
        }
    }

    /// <summary>A connection that waits for what the server tells, and sees within a minute that the server is gone.</summary>
    /// <exception cref="NpgsqlException">It cannot be opened.</exception>
    public async Task<NpgsqlConnection> OpenToListenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private TaskStoreException Explain(string purpose, NpgsqlException exception)
    {
        var (found, next) = Diagnose(exception);
        var isTransient = exception.IsTransient || (exception as PostgresException)?.SqlState is PostgresErrorCodes.QueryCanceled;
        return new($"Cannot {purpose} in {Location}: {found}. {next}", isTransient, exception);
    }

    private (string Found, string Next) Diagnose(NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            ($"the server refused user '{settings.Username}'", "Correct the user and its password, or the server's pg_hba.conf."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            ("the database does not exist", $"Create it (CREATE DATABASE \"{settings.Database}\"), or correct Database."),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
            ($"user '{settings.Username}' lacks a right ({refused.MessageText})", "Let the user create the schema 'spawner', or start a silo once with a user who may."),
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } =>
            ("the server is starting or stopping", "It is tried again."),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => ("the server's disk is full", "Make room on it: what was accepted is safe."),
        PostgresException other => ($"{other.MessageText} ({other.SqlState})", "Look at the server's log."),
        { InnerException: SocketException or TimeoutException } =>
            ($"no server answers ({exception.InnerException.Message.TrimEnd('.')})", "Check Host and Port, and that the server runs and is reachable from here."),
        _ => (exception.Message.TrimEnd('.'), "Check the connection string and the server's log."),
    };

    private void SetUnlessGiven(string keyword, object value)
    {
        // Npgsql's ContainsKey says yes to every keyword that it knows, given or not.
        if (!settings.ShouldSerialize(keyword))
        {
            settings[keyword] = value;
        }
    }
}
