using System.Data.Common;
using System.Globalization;

namespace Spawner.Clustering.Database;

/// <summary>Brings the membership tables, and the queries with which Orleans uses them, to the version this assembly knows.</summary>
internal static class SchemaInstaller
{
    /// <summary>The version of the scripts. Raise it with every change to them, or databases that exist will not get it.</summary>
    public const int Version = 1;

    private const string VersionTable = "SpawnerClusteringSchema";

    /// <summary>Installs the schema unless it is there; any number of silos may do so at once. True when something was changed.</summary>
    /// <exception cref="ClusteringException">The database cannot be used, or its schema is newer.</exception>
    public static async Task<bool> InstallAsync(ClusteringDatabase database, CancellationToken cancel = default)
    {
        const string Purpose = "create the membership tables";
        try
        {
            await using var connection = await database.OpenOrCreateAsync(cancel);
            await using var transaction = await database.BeginExclusiveAsync(connection, cancel);
            var found = await ReadVersionAsync(database, connection, transaction, cancel);
            RefuseNewer(database, Purpose, found);
            if (found == Version)
            {
                return false;
            }

            await ExecuteAsync(connection, transaction, ReadScript(database.ScriptName), cancel);
            await ExecuteAsync(connection, transaction, $"DELETE FROM {VersionTable}; INSERT INTO {VersionTable} (Version) VALUES ({Version})", cancel);
            await transaction.CommitAsync(cancel);
            return true;
        }
        catch (DbException exception)
        {
            throw database.Explain(Purpose, exception);
        }
    }

    /// <summary>Checks that a silo has installed a schema this assembly knows; changes nothing.</summary>
    /// <exception cref="ClusteringException">The database cannot be used, or its schema is missing or newer.</exception>
    public static async Task RequireAsync(ClusteringDatabase database, string purpose, CancellationToken cancel = default)
    {
        try
        {
            await using var connection = await database.OpenAsync(cancel);
            var found = await ReadVersionAsync(database, connection, transaction: null, cancel);
            RefuseNewer(database, purpose, found);
            if (found == 0)
            {
                throw database.Failure(purpose, "there are no membership tables", "Start a silo on the same database first: it creates them.");
            }
        }
        catch (DbException exception)
        {
            throw database.Explain(purpose, exception);
        }
    }

    private static void RefuseNewer(ClusteringDatabase database, string purpose, int found)
    {
        if (found > Version)
        {
            throw database.Failure(
                purpose,
                $"the schema has version {found}, and this program knows versions up to {Version}",
                "Update this program, or give it a database of its own.");
        }
    }

    // No version table, no schema: version 0.
    private static async Task<int> ReadVersionAsync(ClusteringDatabase database, DbConnection connection, DbTransaction? transaction, CancellationToken cancel)
    {
        await using var count = Command(connection, transaction, database.CountTablesQuery);
        var name = count.CreateParameter();
        (name.ParameterName, name.Value) = ("name", VersionTable);
        count.Parameters.Add(name);
        if (await ScalarAsync(count, cancel) == 0)
        {
            return 0;
        }

        await using var read = Command(connection, transaction, $"SELECT coalesce(max(Version), 0) FROM {VersionTable}");
        return await ScalarAsync(read, cancel);
    }

    private static async Task<int> ScalarAsync(DbCommand command, CancellationToken cancel) =>
        Convert.ToInt32(await command.ExecuteScalarAsync(cancel), CultureInfo.InvariantCulture);

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, string sql, CancellationToken cancel)
    {
        await using var command = Command(connection, transaction, sql);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql)
    {
        var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        return command;
    }

    private static string ReadScript(string name)
    {
        using var stream = typeof(SchemaInstaller).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
