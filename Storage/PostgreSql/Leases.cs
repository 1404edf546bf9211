using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>Owners and their leases.</summary>
internal static class Leases
{
    /// <summary>First statement of whatever an owner writes: the lease cannot be ended until the transaction is over.</summary>
    public const string HoldSql = "SELECT spawner.hold_lease($1)";

    private const string EndExpiredOfSiloSql =
        "UPDATE spawner.owner SET has_lease = false WHERE silo = $1 AND has_lease AND lease_until <= clock_timestamp()";

    // Those whose lease has ended and that have no tasks are not looked at again.
    private const string ClearSql = """
        UPDATE spawner.owner o SET is_cleared = true
        WHERE NOT is_cleared AND NOT has_lease AND NOT EXISTS (SELECT FROM spawner.live l WHERE l.owner = o.number AND l.owner <> 0)
        """;

    private const string RegisterSql = """
        INSERT INTO spawner.owner AS o (silo, name, lease_until) VALUES ($1, $2, clock_timestamp() + $3)
        ON CONFLICT (silo) WHERE has_lease DO UPDATE SET lease_until = excluded.lease_until
        RETURNING number, silo, name, lease_until - clock_timestamp()
        """;

    private const string RenewSql = """
        UPDATE spawner.owner SET lease_until = clock_timestamp() + $2
        WHERE number = $1 AND has_lease AND lease_until > clock_timestamp()
        """;

    private const string ListSql = """
        SELECT number, silo, name, CASE WHEN has_lease THEN lease_until - clock_timestamp() ELSE interval '0' END
        FROM spawner.owner o
        WHERE NOT is_cleared
            AND ((has_lease AND lease_until > clock_timestamp()) OR EXISTS (SELECT FROM spawner.live l WHERE l.owner = o.number AND l.owner <> 0))
        ORDER BY number
        """;

    public static async Task<TaskOwner> RegisterAsync(
        NpgsqlConnection connection, string silo, string name, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(EndExpiredOfSiloSql).With(silo);
        statements.Add(ClearSql);
        statements.Add(RegisterSql).With(silo).With(name).With(lease);
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return Read(reader);
    }

    public static async Task<bool> RenewAsync(NpgsqlConnection connection, OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(RenewSql).With(owner).With(lease);
        return await statements.ExecuteAsync(cancellationToken) > 0;
    }

    public static async Task<TaskOwner[]> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(ListSql);
        await using var reader = await statements.ReadAsync(cancellationToken);
        var owners = new List<TaskOwner>();
        while (await reader.ReadAsync(cancellationToken))
        {
            owners.Add(Read(reader));
        }

        return [.. owners];
    }

    private static TaskOwner Read(NpgsqlDataReader row) => new(new(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetTimeSpan(3));
}
