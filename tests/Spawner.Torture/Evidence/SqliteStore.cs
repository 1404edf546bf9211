using Microsoft.Data.Sqlite;
using Spawner.Torture.Processes;

namespace Spawner.Torture.Evidence;

/// <summary>SQLite files that the silos share, with triggers of the test's own.</summary>
internal sealed class SqliteStore(string folder) : ITestStore
{
    private const string AuditSql =
        "SELECT at, what, id, owner_before, owner, run_before, run, losses_before, losses, phase FROM torture_audit ORDER BY seq";

    private const string LeasesSql =
        "SELECT at, number, silo, had_lease, has_lease, until_before / 1000, until / 1000 FROM torture_lease ORDER BY seq";

    private const string StoredSql = """
        SELECT id, CAST(input AS TEXT) ->> 'op', kind, phase, run, losses, crashes, interruptions, failures, phase < 3, failure_type FROM task
        """;

    private readonly string _tasks = Path.Combine(folder, "tasks", "tasks.db");
    private readonly string _leases = Path.Combine(folder, "tasks", "leases.db");

    public string Cluster => "Sqlite " + Membership;

    private string Membership => Path.Combine(folder, "membership.db");

    public Task CreateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Dictionary<string, string> SettingsOf(Proxy? proxy) => new()
    {
        ["Spawner:Clustering:Provider"] = "Sqlite",
        ["Spawner:Clustering:SqliteFile"] = Membership,
        ["Spawner:Storage:Provider"] = "Sqlite",
        ["Spawner:Storage:SqliteFolder"] = Path.GetDirectoryName(_tasks)!,
    };

    public async Task InstallAuditAsync(CancellationToken cancellationToken)
    {
        await RunScriptAsync(_tasks, "SqliteAudit.sql", cancellationToken);
        await RunScriptAsync(_leases, "SqliteLeaseAudit.sql", cancellationToken);
    }

    public async Task<bool> IsReplacedAsync(string silo, CancellationToken cancellationToken)
    {
        var numbers = await ReadAsync(
            _leases, "SELECT number, has_lease = 1 AND lease_until > unixepoch('subsec') * 1000000 FROM lease WHERE silo = $silo", row => (Number: row.GetInt64(0), HasLease: row.GetBoolean(1)), cancellationToken, silo);
        if (numbers.Exists(owner => owner.HasLease))
        {
            return false;
        }

        var owners = await ReadAsync(_tasks, "SELECT DISTINCT owner FROM task WHERE owner <> 0", row => row.GetInt64(0), cancellationToken);
        return !numbers.Exists(owner => owners.Contains(owner.Number));
    }

    public Task<long> CountLiveAsync(CancellationToken cancellationToken) => CountAsync("SELECT count(*) FROM task WHERE phase < 3", cancellationToken);

    public Task<long> CountEndedAsync(CancellationToken cancellationToken) => CountAsync("SELECT count(*) FROM task WHERE phase >= 3", cancellationToken);

    public Task<List<StoredRow>> ReadStoredAsync(CancellationToken cancellationToken) => ReadAsync(
        _tasks,
        StoredSql,
        row => new StoredRow(
            Id(row, 0), row.GetString(1), row.GetString(2), (TaskPhase)row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6),
            row.GetInt32(7), row.GetInt32(8), row.GetBoolean(9), row.IsDBNull(10) ? null : row.GetString(10)),
        cancellationToken);

    /// <summary>The leases are in another file, and so are compared by time: when each owner's had ended.</summary>
    public async Task<List<AuditRow>> ReadAuditAsync(CancellationToken cancellationToken)
    {
        var ended = (await ReadLeasesAsync(cancellationToken)).Where(row => !row.HasLease).GroupBy(row => row.Number).ToDictionary(rows => rows.Key, rows => rows.Min(row => row.At));
        return await ReadAsync(_tasks, AuditSql, row => Read(row, ended), cancellationToken);
    }

    public Task<List<LeaseRow>> ReadLeasesAsync(CancellationToken cancellationToken) => ReadAsync(
        _leases,
        LeasesSql,
        row => new LeaseRow(
            row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetBoolean(3), row.GetBoolean(4),
            row.IsDBNull(5) ? null : row.GetInt64(5), row.GetInt64(6)),
        cancellationToken);

    public Task<int> CountRefusedCommitsAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    private async Task<long> CountAsync(string sql, CancellationToken cancellationToken) =>
        (await ReadAsync(_tasks, sql, row => row.GetInt64(0), cancellationToken))[0];

    private static AuditRow Read(SqliteDataReader row, Dictionary<long, long> ended)
    {
        var at = row.GetInt64(0);
        return new AuditRow
        {
            At = at,
            What = row.GetString(1),
            Task = Id(row, 2),
            OwnerBefore = Number(row, 3),
            Owner = Number(row, 4),
            RunBefore = (int?)Number(row, 5),
            Run = (int?)Number(row, 6),
            LossesBefore = (int?)Number(row, 7),
            Losses = (int?)Number(row, 8),
            Phase = (TaskPhase?)Number(row, 9),
            LeasedBefore = IsLeased(Number(row, 3)),
            Leased = IsLeased(Number(row, 4)),
        };

        bool? IsLeased(long? owner) => owner is null or 0 ? null : !(ended.TryGetValue(owner.Value, out var end) && end <= at);
    }

    private static Guid Id(SqliteDataReader row, int column) => new(row.GetFieldValue<byte[]>(column), bigEndian: true);

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static async Task RunScriptAsync(string file, string name, CancellationToken cancellationToken)
    {
        using var script = new StreamReader(typeof(SqliteStore).Assembly.GetManifestResourceStream(name)!);
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A script of this assembly.
        command.CommandText = "BEGIN IMMEDIATE;" + await script.ReadToEndAsync(cancellationToken) + "COMMIT;";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<T>> ReadAsync<T>(string file, string sql, Func<SqliteDataReader, T> read, CancellationToken cancellationToken, string? silo = null)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadWrite");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (silo is not null)
        {
            command.Parameters.AddWithValue("$silo", silo);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
