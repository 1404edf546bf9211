using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace Spawner.Clustering.Database;

/// <summary>A PostgreSQL database that exists already; the tables go into the first schema of its search path.</summary>
internal sealed class PostgreSqlDatabase : ClusteringDatabase
{
    private readonly NpgsqlConnectionStringBuilder settings;

    public PostgreSqlDatabase(string connectionString, string? passwordFile)
    {
        settings = new NpgsqlConnectionStringBuilder(connectionString);
        Location = $"PostgreSQL {settings.Host}:{settings.Port}/{settings.Database}";
        if (!string.IsNullOrWhiteSpace(passwordFile))
        {
            settings.Password = ReadPassword(passwordFile);
        }

        // Membership is a few small statements every two seconds, and a silo that waits 30 s for one is as good as dead.
        SetUnlessGiven("Timeout", 5);
        SetUnlessGiven("Command Timeout", 10);
        SetUnlessGiven("Maximum Pool Size", 8);
        SetUnlessGiven("Application Name", "spawner-clustering");

        // Asking for Kerberos first needs a library that the official container images lack, and says so on the error stream.
        SetUnlessGiven("GSS Encryption Mode", "Disable");
    }

    public override string Invariant => "Npgsql";

    public override string ConnectionString => settings.ConnectionString;

    public override string Location { get; }

    public override string ScriptName => "PostgreSql.sql";

    // Unquoted names are lower-case in PostgreSQL; to_regclass follows the search path, as the queries do.
    public override string CountTablesQuery => "SELECT count(to_regclass(lower(@name)))";

    public override Task<DbConnection> OpenOrCreateAsync(CancellationToken cancel) => OpenAsync(cancel);

    public override Task<DbConnection> OpenAsync(CancellationToken cancel) => OpenAsync(new NpgsqlConnection(ConnectionString), cancel);

    public override async Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancel)
    {
        var transaction = await connection.BeginTransactionAsync(cancel);
        try
        {
            // CREATE … IF NOT EXISTS alone still collides when two sessions run it at once. The commit releases the lock.
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "SELECT pg_advisory_xact_lock(hashtext('spawner-clustering-schema'))";
            await command.ExecuteNonQueryAsync(cancel);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    protected override (string Found, string Next) Diagnose(DbException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            ($"the server refused user '{settings.Username}'", "Correct Username and the password (PostgreSqlPasswordFile), or the server's pg_hba.conf."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            ("the database does not exist", $"Create it (CREATE DATABASE \"{settings.Database}\"), or correct Database."),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
            ($"user '{settings.Username}' lacks a right ({refused.MessageText})", "Let the user create tables in the schema, or start a silo once with a user who may."),
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } =>
            ("the server is starting or stopping", "Start again when it accepts connections."),
        PostgresException other => ($"{other.MessageText} ({other.SqlState})", "Look at the server's log."),
        { InnerException: SocketException or TimeoutException } =>
            ($"no server answers ({exception.InnerException.Message.TrimEnd('.')})", "Check Host and Port, and that the server runs and is reachable from here."),
        _ => (exception.Message.TrimEnd('.'), "Check the connection string and the server's log."),
    };

    private string ReadPassword(string passwordFile)
    {
        try
        {
            return File.ReadAllText(passwordFile).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(
                "log in",
                $"PostgreSqlPasswordFile '{passwordFile}' cannot be read ({exception.Message.TrimEnd('.')})",
                "Mount the secret there, let this process read it, or correct the path.",
                exception);
        }
    }

    private void SetUnlessGiven(string keyword, object value)
    {
        // Npgsql's ContainsKey says yes to every keyword that it knows, given or not.
        if (!settings.ShouldSerialize(keyword))
        {
            settings[keyword] = value;
        }
    }
}
