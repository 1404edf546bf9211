using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>What tasks have written.</summary>
internal static class Outputs
{
    private const string ReadSql = """
        SELECT o.starts_at, o.bytes, t.output_end FROM (
            SELECT id, output_end FROM spawner.live WHERE id = $1
            UNION ALL
            SELECT id, output_end FROM spawner.history WHERE id = $1) t
        JOIN spawner.output o ON o.task = t.id
        WHERE o.starts_at + octet_length(o.bytes) > greatest($2, t.output_end - $3)
        ORDER BY o.starts_at
        """;

    public static async Task<TaskOutput> ReadAsync(NpgsqlConnection connection, Guid task, long from, int most, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(ReadSql).With(task).With(from).With((long)OutputLimit.Bytes);
        await using var reader = await statements.ReadAsync(cancellationToken);
        var part = new OutputPart(from, most);
        while (!part.IsFull && await reader.ReadAsync(cancellationToken))
        {
            part.Add(reader.GetInt64(0), await reader.GetFieldValueAsync<byte[]>(1, cancellationToken), reader.GetInt64(2));
        }

        return part.ToOutput();
    }
}
