using Npgsql;

namespace Spawner.Torture.Evidence;

/// <summary>A change of a task's row.</summary>
internal sealed record AuditRow
{
    public required long At { get; init; }

    /// <summary><c>insert</c>, <c>update</c> or <c>delete</c> of a live task; <c>end</c>, <c>rewrite</c> or <c>forget</c> of an ended one.</summary>
    public required string What { get; init; }

    public required Guid Task { get; init; }

    public long? OwnerBefore { get; init; }

    public long? Owner { get; init; }

    public int? RunBefore { get; init; }

    public int? Run { get; init; }

    public int? LossesBefore { get; init; }

    public int? Losses { get; init; }

    public TaskPhase? Phase { get; init; }

    public bool? LeasedBefore { get; init; }

    public bool? Leased { get; init; }

    /// <summary>Somebody took it over from an owner that had gone.</summary>
    public bool IsAdoption => What == "update" && Losses > LossesBefore;

    public bool IsNewOwner => What == "update" && Owner != OwnerBefore;

    public override string ToString() =>
        $"{What} at {At}: owner {OwnerBefore}→{Owner}, run {RunBefore}→{Run}, phase {Phase}, leased {LeasedBefore}→{Leased}";
}

/// <summary>A change of an owner's lease.</summary>
internal sealed record LeaseRow(long At, long Number, string Silo, bool? HadLease, bool HasLease, long? UntilBefore, long Until);

/// <summary>A task as its tables have it in the end.</summary>
internal sealed record StoredRow(Guid Task, string Op, string Kind, TaskPhase Phase, int Run, int Losses, int Crashes, int Interruptions, int Failures, bool IsLive, string? Failure);

/// <summary>The triggers that write evidence into the test's own database, and the reading of it.</summary>
internal static class Audit
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

    public static async Task InstallAsync(string connectionString, CancellationToken cancellationToken)
    {
        using var script = new StreamReader(typeof(Audit).Assembly.GetManifestResourceStream("Audit.sql")!);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(await script.ReadToEndAsync(cancellationToken));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static Task<List<AuditRow>> ReadAsync(string connectionString, CancellationToken cancellationToken) => ReadAsync(
        connectionString,
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

    public static Task<List<LeaseRow>> ReadLeasesAsync(string connectionString, CancellationToken cancellationToken) => ReadAsync(
        connectionString,
        LeasesSql,
        row => new LeaseRow(row.GetInt64(0), row.GetInt64(1), row.GetString(2), Nullable<bool>(row, 3), row.GetBoolean(4), Nullable<long>(row, 5), row.GetInt64(6)),
        cancellationToken);

    public static Task<List<StoredRow>> ReadStoredAsync(string connectionString, CancellationToken cancellationToken) => ReadAsync(
        connectionString,
        StoredSql,
        row => new StoredRow(
            row.GetGuid(0), row.GetString(1), row.GetString(2), (TaskPhase)row.GetInt16(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6),
            row.GetInt32(7), row.GetInt32(8), row.GetBoolean(9), row.IsDBNull(10) ? null : row.GetString(10)),
        cancellationToken);

    private static T? Nullable<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    private static async Task<List<T>> ReadAsync<T>(string connectionString, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
