using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>Brings the schema <c>spawner</c> to the version that this assembly knows, one silo at a time.</summary>
internal static class SchemaInstaller
{
    // Unlike "IF NOT EXISTS" on the schema, this needs no right to create one that is there.
    private const string PrepareSql = """
        DO $$
        BEGIN
            IF to_regnamespace('spawner') IS NULL THEN
                CREATE SCHEMA spawner;
            END IF;
            IF to_regclass('spawner.schema_version') IS NULL THEN
                CREATE TABLE spawner.schema_version
                    (number integer PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
            END IF;
        END $$
        """;

    public static async Task InstallAsync(NpgsqlConnection connection, string location, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, Partitions.LockSql, cancellationToken);
        await ExecuteAsync(connection, PrepareSql, cancellationToken);
        var applied = await ReadAppliedAsync(connection, cancellationToken);
        foreach (var script in SchemaCheck.Missing(EmbeddedScripts.Of("PostgreSql"), applied, location))
        {
            await ExecuteAsync(connection, script.Text, cancellationToken);
            await using var record = new Statements(connection);
            record.Add("INSERT INTO spawner.schema_version (number, checksum) VALUES ($1, $2)").With(script.Number).With(script.Checksum);
            await record.ExecuteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add("SELECT number, checksum FROM spawner.schema_version");
        await using var reader = await statements.ReadAsync(cancellationToken);
        var applied = new Dictionary<int, string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Scripts of this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
