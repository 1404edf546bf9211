using System.Data.Common;

namespace Spawner.Clustering.Database;

/// <summary>What differs between the databases that can hold the membership tables.</summary>
internal abstract class ClusteringDatabase
{
    /// <summary>The name under which Orleans knows the ADO.NET provider.</summary>
    public abstract string Invariant { get; }

    /// <summary>What Orleans opens; may hold a password.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>For people: where the database is. Holds no password.</summary>
    public abstract string Location { get; }

    /// <summary>The embedded script that creates the tables and queries, and changes nothing when run again.</summary>
    public abstract string ScriptName { get; }

    /// <summary>A query that counts the tables with the name in @name.</summary>
    public abstract string CountTablesQuery { get; }

    /// <summary>The database of the chosen provider, or null when it needs none.</summary>
    /// <exception cref="ClusteringException">The password file cannot be read.</exception>
    public static ClusteringDatabase? TryCreate(ClusteringOptions options) => options.Provider switch
    {
        ClusteringProvider.Sqlite => new SqliteDatabase(options.SqliteFile!),
        ClusteringProvider.PostgreSql => new PostgreSqlDatabase(options.PostgreSqlConnectionString!, options.PostgreSqlPasswordFile),
        _ => null,
    };

    /// <summary>Opens the database as it is.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancel);

    /// <summary>Opens the database, and creates it where a silo may do so.</summary>
    public abstract Task<DbConnection> OpenOrCreateAsync(CancellationToken cancel);

    /// <summary>Begins a transaction that only one process at a time can be in.</summary>
    public abstract Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancel);

    /// <summary>Opens a connection, or leaves none behind.</summary>
    protected static async Task<DbConnection> OpenAsync(DbConnection connection, CancellationToken cancel)
    {
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>What was found, and what to do next.</summary>
    protected abstract (string Found, string Next) Diagnose(DbException exception);

    /// <summary>The exception to throw instead of a provider's own.</summary>
    public ClusteringException Explain(string purpose, DbException exception)
    {
        var (found, next) = Diagnose(exception);
        return Failure(purpose, found, next, exception);
    }

    public ClusteringException Failure(string purpose, string found, string next, Exception? cause = null) =>
        new($"Cannot {purpose} in {Location}: {found}. {next}", cause);
}
