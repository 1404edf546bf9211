using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Spawner.Clustering;

/// <summary>The database over which silos find each other: where it is, and how its tables come to be.</summary>
internal sealed class ClusterDatabase
{
    /// <summary>Version of the tables that this program makes and reads.</summary>
    private const int SchemaVersion = 1;

    private const string SqliteInvariant = "System.Data.SQLite";
    private const string PostgreSqlInvariant = "Npgsql";

    private readonly DbProviderFactory _factory;
    private readonly string _script;
    private readonly string _place;

    private ClusterDatabase(DbProviderFactory factory, string invariant, string connectionString, string script, string place)
    {
        (_factory, Invariant, ConnectionString, _script, _place) = (factory, invariant, connectionString, script, place);
        DbProviderFactories.RegisterFactory(invariant, factory);
    }

    /// <summary>The name under which Orleans knows this kind of database.</summary>
    public string Invariant { get; }

    public string ConnectionString { get; }

    public static ClusterDatabase Of(ClusteringOptions options) =>
        options.Provider == ClusteringProvider.Sqlite ? OfSqlite(options) : OfPostgreSql(options);

    /// <summary>Makes what is missing. Several silos may do so at once: the database lets one at a time.</summary>
    /// <exception cref="ClusteringException">The database cannot be reached or used, or is newer than this program.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = _factory.CreateConnection()!;
            connection.ConnectionString = ConnectionString;
            await connection.OpenAsync(cancellationToken);
            var found = await RunScriptAsync(connection, cancellationToken);
            if (found > SchemaVersion)
            {
                throw new ClusteringException(
                    $"The clustering tables in {_place} have version {found}, and this program knows versions up to {SchemaVersion}. Start a newer program, or use another database.",
                    new NotSupportedException());
            }
        }
        catch (DbException failure)
        {
            throw new ClusteringException(
                $"The clustering database ({_place}) cannot be used: {failure.Message} Check that it runs and is reachable from here, and the settings in {ClusteringOptions.Section}.",
                failure);
        }
    }

    /// <returns>What the last statement answers.</returns>
    [SuppressMessage("Security", "CA2100", Justification = "The script is a resource of this assembly.")]
    private async Task<int> RunScriptAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = _script;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        object? answer;
        do
        {
            answer = await reader.ReadAsync(cancellationToken) ? reader.GetValue(0) : null;
        }
        while (await reader.NextResultAsync(cancellationToken));

        return Convert.ToInt32(answer, CultureInfo.InvariantCulture);
    }

    private static ClusterDatabase OfSqlite(ClusteringOptions options)
    {
        var file = Path.GetFullPath(options.SqliteFile!);
        var connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 5 };
        return new ClusterDatabase(SqliteFactory.Instance, SqliteInvariant, connection.ConnectionString, Script("Sqlite.sql"), $"SQLite file {file}");
    }

    private static ClusterDatabase OfPostgreSql(ClusteringOptions options)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.PostgreSqlConnectionString);
        if (options.PostgreSqlPasswordFile is { } file)
        {
            connection.Password = File.ReadAllText(file).Trim();
        }

        return new ClusterDatabase(
            NpgsqlFactory.Instance,
            PostgreSqlInvariant,
            connection.ConnectionString,
            Script("PostgreSql.sql"),
            $"PostgreSQL at {connection.Host}:{connection.Port}, database {connection.Database}");
    }

    private static string Script(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Spawner.Clustering.Schema.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
