using Microsoft.Data.Sqlite;

namespace Spawner.Storage.Sqlite;

/// <summary>How a task is read.</summary>
internal static class SqliteTaskRow
{
    /// <summary>All of a task, of <see cref="From"/>.</summary>
    public const string Columns = $"{Head}, t.input, t.checkpoint, t.result";

    /// <summary>A task without payloads.</summary>
    public const string ColumnsInBrief = $"{Head}, x'', NULL, NULL";

    /// <summary>Tasks with the names of their owners.</summary>
    public const string From = "task t LEFT JOIN owner o ON o.number = CASE WHEN t.phase > 2 THEN t.last_owner ELSE t.owner END";

    private const string Head = """
        t.id, t.namespace, t.submitter, t.kind, t.name, t.tags, t.key, t.settings, t.phase, t.run, t.failures, t.crashes, t.losses, t.interruptions,
        t.submitted_at, t.started_at, t.cancel_requested, t.progress_fraction, t.progress_message, t.failure_type, t.failure_message, t.failure_stack,
        t.due_at, t.owner, t.ended_at, o.silo, o.name, t.key_period, t.key_kept, t.expires_at, iif(t.phase < 3, t.revived_at, NULL)
        """;

    public static byte[] Id(Guid id) => id.ToByteArray(bigEndian: true);

    public static Guid Id(SqliteDataReader row, int column) => new(row.GetFieldValue<byte[]>(column), bigEndian: true);

    public static StoredTask Read(SqliteDataReader row) => new()
    {
        Definition = new()
        {
            Unique = Id(row, 0),
            Namespace = row.GetString(1),
            Submitter = row.GetString(2),
            Kind = row.GetString(3),
            Name = Text(row, 4),
            Tags = TagText.Read(Text(row, 5)),
            Key = Key(row),
            Settings = Bytes(row, 7) ?? default,
            Input = Bytes(row, 31) ?? default,
        },
        Phase = (TaskPhase)row.GetInt32(8),
        Run = row.GetInt32(9),
        Failures = row.GetInt32(10),
        Crashes = row.GetInt32(11),
        Losses = row.GetInt32(12),
        Interruptions = row.GetInt32(13),
        SubmittedAt = SqliteTime.ToTime(row.GetInt64(14)),
        StartedAt = Time(row, 15),
        CancelRequested = row.GetBoolean(16),
        Progress = row.IsDBNull(17) && row.IsDBNull(18) ? null : new() { Fraction = row.IsDBNull(17) ? null : row.GetDouble(17), Message = Text(row, 18) },
        Failure = row.IsDBNull(19) ? null : new() { Type = row.GetString(19), Message = row.GetString(20), Stack = row.GetString(21) },
        DueAt = Time(row, 22),
        ExpiresAt = Time(row, 29),
        RevivedAt = Time(row, 30),
        Owner = new(row.GetInt64(23)),
        EndedAt = Time(row, 24),
        Silo = Text(row, 25),
        SiloName = Text(row, 26),
        Checkpoint = Bytes(row, 32),
        Result = Bytes(row, 33),
    };

    private static TaskKey? Key(SqliteDataReader row) => Text(row, 6) is not { } text
        ? null
        : new(text, row.IsDBNull(27) ? null : SqliteTime.ToSpan(row.GetInt64(27)), KeyKept.WhenSucceeded(row.GetInt32(28)), KeyKept.WhenFailed(row.GetInt32(28)));

    /// <summary>The same tasks with their age.</summary>
    public static StoredTask[] Aged(StoredTask[] tasks, long now) =>
        Array.ConvertAll(tasks, task => task with { Age = SqliteTime.ToSpan(now - (task.RevivedAt ?? task.SubmittedAt).ToMicroseconds()) });

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static ReadOnlyMemory<byte>? Bytes(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? default(ReadOnlyMemory<byte>?) : row.GetFieldValue<byte[]>(column);

    private static DateTimeOffset? Time(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : SqliteTime.ToTime(row.GetInt64(column));
}
