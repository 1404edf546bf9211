using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>The owners that one silo has been, start after start.</summary>
/// <param name="Numbers">Their numbers.</param>
/// <param name="LastLeaseUntil">When the last of their leases ended, or will if it is not renewed.</param>
internal sealed record Incarnations(long[] Numbers, DateTimeOffset LastLeaseUntil)
{
    private const string Sql = "SELECT number, lease_until FROM spawner.owner WHERE name = $1";

    public static async Task<Incarnations> ReadAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(Sql).With(name);
        await using var reader = await statements.ReadAsync(cancellationToken);
        var numbers = new List<long>();
        var last = DateTimeOffset.MinValue;
        while (await reader.ReadAsync(cancellationToken))
        {
            numbers.Add(reader.GetInt64(0));
            var until = await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken);
            last = until > last ? until : last;
        }

        return new([.. numbers], last);
    }
}
