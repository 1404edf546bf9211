using System.Data.Common;

namespace Spawner.Storage.PostgreSql;

/// <summary>How a task is read: the same columns of the live and of the ended, in one order.</summary>
internal static class TaskRow
{
    /// <summary>Of <c>spawner.live l LEFT JOIN spawner.owner o ON o.number = l.owner</c>.</summary>
    public const string Live = $"""
        {Head}, CASE WHEN l.is_delayed THEN l.ready_at END AS due_at, l.expires_at, l.owner, NULL::timestamptz AS ended_at, o.silo, o.name AS silo_name,
        l.input, l.checkpoint, NULL::bytea AS result, {LiveAge}
        """;

    /// <summary>Of <c>spawner.history l LEFT JOIN spawner.owner o ON o.number = l.ended_by</c>.</summary>
    public const string Ended = $"""
        {Head}, l.due_at, NULL::timestamptz AS expires_at, 0::bigint AS owner, l.ended_at, o.silo, o.name AS silo_name,
        l.input, l.checkpoint, l.result, {EndedAge}
        """;

    /// <summary><see cref="Live"/> without payloads.</summary>
    public const string LiveInBrief = $"""
        {Head}, CASE WHEN l.is_delayed THEN l.ready_at END AS due_at, l.expires_at, l.owner, NULL::timestamptz AS ended_at, o.silo, o.name AS silo_name,
        ''::bytea AS input, NULL::bytea AS checkpoint, NULL::bytea AS result, {LiveAge}
        """;

    /// <summary><see cref="Ended"/> without payloads.</summary>
    public const string EndedInBrief = $"""
        {Head}, l.due_at, NULL::timestamptz AS expires_at, 0::bigint AS owner, l.ended_at, o.silo, o.name AS silo_name,
        ''::bytea AS input, NULL::bytea AS checkpoint, NULL::bytea AS result, {EndedAge}
        """;

    private const string EndedAge = "NULL::timestamptz AS revived_at, clock_timestamp() - l.submitted_at AS age";

    private const string LiveAge = "l.revived_at, clock_timestamp() - coalesce(l.revived_at, l.submitted_at) AS age";

    private const string Head = """
        l.id, l.namespace, l.submitter, l.kind, l.name, l.tags, l.key, l.settings, l.phase, l.run, l.failures, l.crashes, l.losses, l.interruptions,
        l.submitted_at, l.started_at, l.cancel_requested, l.progress_fraction, l.progress_message, l.failure_type, l.failure_message, l.failure_stack,
        l.key_period, l.key_kept
        """;

    public static StoredTask Read(DbDataReader row) => new()
    {
        Definition = new()
        {
            Unique = row.GetGuid(0),
            Namespace = row.GetString(1),
            Submitter = row.GetString(2),
            Kind = row.GetString(3),
            Name = Text(row, 4),
            Tags = TagText.Read(Text(row, 5)),
            Key = Key(row),
            Settings = Bytes(row, 7) ?? default,
            Input = Bytes(row, 30) ?? default,
        },
        Phase = (TaskPhase)row.GetInt16(8),
        Run = row.GetInt32(9),
        Failures = row.GetInt32(10),
        Crashes = row.GetInt32(11),
        Losses = row.GetInt32(12),
        Interruptions = row.GetInt32(13),
        SubmittedAt = row.GetFieldValue<DateTimeOffset>(14),
        StartedAt = Time(row, 15),
        CancelRequested = row.GetBoolean(16),
        Progress = row.IsDBNull(17) && row.IsDBNull(18) ? null : new() { Fraction = row.IsDBNull(17) ? null : row.GetDouble(17), Message = Text(row, 18) },
        Failure = row.IsDBNull(19) ? null : new() { Type = row.GetString(19), Message = row.GetString(20), Stack = row.GetString(21) },
        DueAt = Time(row, 24),
        ExpiresAt = Time(row, 25),
        Owner = new(row.GetInt64(26)),
        EndedAt = Time(row, 27),
        Silo = Text(row, 28),
        SiloName = Text(row, 29),
        Checkpoint = Bytes(row, 31),
        Result = Bytes(row, 32),
        RevivedAt = Time(row, 33),
        Age = row.GetFieldValue<TimeSpan>(34),
    };

    public static async Task<StoredTask[]> ReadAllAsync(DbDataReader rows, CancellationToken cancellationToken)
    {
        var tasks = new List<StoredTask>();
        while (await rows.ReadAsync(cancellationToken))
        {
            tasks.Add(Read(rows));
        }

        return [.. tasks];
    }

    private static TaskKey? Key(DbDataReader row) => Text(row, 6) is not { } text
        ? null
        : new(text, row.IsDBNull(22) ? null : row.GetFieldValue<TimeSpan>(22), KeyKept.WhenSucceeded(row.GetInt16(23)), KeyKept.WhenFailed(row.GetInt16(23)));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static ReadOnlyMemory<byte>? Bytes(DbDataReader row, int column) =>
        row.IsDBNull(column) ? default(ReadOnlyMemory<byte>?) : row.GetFieldValue<byte[]>(column);

    private static DateTimeOffset? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
