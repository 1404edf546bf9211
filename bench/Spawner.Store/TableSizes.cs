using Npgsql;

namespace Spawner.Bench.Store;

/// <summary>How much room the tables of tasks take, with their indexes.</summary>
internal sealed class TableSizes(string connectionString)
{
    private const string Sql = """
        SELECT coalesce(sum(pg_total_relation_size(oid)) FILTER (WHERE relname = 'live'), 0)::bigint,
            coalesce(sum(pg_total_relation_size(oid)) FILTER (WHERE relname LIKE 'history%'), 0)::bigint,
            coalesce(sum(pg_total_relation_size(oid)), 0)::bigint
        FROM pg_class WHERE relnamespace = 'spawner'::regnamespace AND relkind = 'r'
        """;

    /// <returns>Bytes: of tasks that have not ended, of those that have, and of all tables.</returns>
    public async Task<(long Live, long History, long All)> ReadAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();

        // Without what ended tasks have left behind.
        await using (var vacuum = new NpgsqlCommand("VACUUM spawner.live", connection))
        {
            await vacuum.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
