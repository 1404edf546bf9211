using System.Text.RegularExpressions;
using Npgsql;
using Spawner.Torture.Processes;

namespace Spawner.Torture.Evidence;

/// <summary>PostgreSQL, with triggers of the test's own.</summary>
internal sealed partial class PostgreSqlStore(Database database) : ITestStore
{
    private const string RowsSql = """
        SELECT (extract(epoch FROM at) * 1000)::bigint, what, id, owner_before, owner, run_before, run, losses_before, losses, phase, leased_before, leased
        FROM torture.audit ORDER BY seq
        """;

    private const string LeasesSql = """
        SELECT (extract(epoch FROM at) * 1000)::bigint, number, silo, had_lease, has_lease,
            (extract(epoch FROM until_before) * 1000)::bigint, (extract(epoch FROM until) * 1000)::bigint
        FROM torture.lease ORDER BY seq
        """;

    private const string StoredSql = """
        SELECT id, convert_from(input, 'UTF8')::jsonb ->> 'op', kind, phase, run, losses, crashes, interruptions, failures, true, failure_type FROM spawner.live
        UNION ALL
        SELECT id, convert_from(input, 'UTF8')::jsonb ->> 'op', kind, phase, run, losses, crashes, interruptions, failures, false, failure_type FROM spawner.history
        """;

    private const string ReplacedSql = """
        SELECT count(*) FROM spawner.owner o
        WHERE silo = $1 AND ((has_lease AND lease_until > clock_timestamp()) OR EXISTS (SELECT FROM spawner.live l WHERE l.owner = o.number))
        """;

    public string Cluster => "PostgreSql " + database.ConnectionString;

    public Task CreateAsync(CancellationToken cancellationToken) => database.CreateAsync(cancellationToken);

    public Dictionary<string, string> SettingsOf(Proxy? proxy)
    {
        var connectionString = database.Through(proxy!.Port);
        return new()
        {
            ["Spawner:Clustering:Provider"] = "PostgreSql",
            ["Spawner:Clustering:PostgreSqlConnectionString"] = connectionString,
            ["Spawner:Storage:Provider"] = "PostgreSql",
            ["Spawner:Storage:PostgreSqlConnectionString"] = connectionString,
        };
    }

    public async Task InstallAuditAsync(CancellationToken cancellationToken)
    {
        using var script = new StreamReader(typeof(PostgreSqlStore).Assembly.GetManifestResourceStream("Audit.sql")!);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(await script.ReadToEndAsync(cancellationToken));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<bool> IsReplacedAsync(string silo, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(ReplacedSql);
        command.Parameters.Add(new NpgsqlParameter { Value = silo });
        return await command.ExecuteScalarAsync(cancellationToken) is 0L;
    }

    public Task<long> CountLiveAsync(CancellationToken cancellationToken) => CountAsync("SELECT count(*) FROM spawner.live", cancellationToken);

    public Task<long> CountEndedAsync(CancellationToken cancellationToken) => CountAsync("SELECT count(*) FROM spawner.history", cancellationToken);

    public async Task<int> CountRefusedCommitsAsync(CancellationToken cancellationToken) => LeaseEnded().Count(await File.ReadAllTextAsync(database.Log, cancellationToken));

    public Task<List<AuditRow>> ReadAuditAsync(CancellationToken cancellationToken) => ReadAsync(
        RowsSql,
        row => new AuditRow
        {
            At = row.GetInt64(0),
            What = row.GetString(1),
            Task = row.GetGuid(2),
            OwnerBefore = Nullable<long>(row, 3),
            Owner = Nullable<long>(row, 4),
            RunBefore = Nullable<int>(row, 5),
            Run = Nullable<int>(row, 6),
            LossesBefore = Nullable<int>(row, 7),
            Losses = Nullable<int>(row, 8),
            Phase = (TaskPhase?)Nullable<short>(row, 9),
            LeasedBefore = Nullable<bool>(row, 10),
            Leased = Nullable<bool>(row, 11),
        },
        cancellationToken);

    public Task<List<LeaseRow>> ReadLeasesAsync(CancellationToken cancellationToken) => ReadAsync(
        LeasesSql,
        row => new LeaseRow(row.GetInt64(0), row.GetInt64(1), row.GetString(2), Nullable<bool>(row, 3), row.GetBoolean(4), Nullable<long>(row, 5), row.GetInt64(6)),
        cancellationToken);

    public Task<List<StoredRow>> ReadStoredAsync(CancellationToken cancellationToken) => ReadAsync(
        StoredSql,
        row => new StoredRow(
            row.GetGuid(0), row.GetString(1), row.GetString(2), (TaskPhase)row.GetInt16(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6),
            row.GetInt32(7), row.GetInt32(8), row.GetBoolean(9), row.IsDBNull(10) ? null : row.GetString(10)),
        cancellationToken);

    private static T? Nullable<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    private async Task<long> CountAsync(string sql, CancellationToken cancellationToken) =>
        (await ReadAsync(sql, row => row.GetInt64(0), cancellationToken))[0];

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    [GeneratedRegex("the lease of owner \\d+ has ended")]
    private static partial Regex LeaseEnded();
}
