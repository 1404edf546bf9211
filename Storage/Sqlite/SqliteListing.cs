using System.Globalization;

namespace Spawner.Storage.Sqlite;

/// <summary>A page of tasks.</summary>
internal sealed class SqliteListing(TaskQuery query)
{
    private readonly List<object?> values = [];
    private readonly List<string> conditions = [];

    public TaskPage Read(SqliteSession session)
    {
        var sql = Sql();
        var tasks = session.QueryOnce(sql, SqliteTaskRow.Read, [.. values]);
        return tasks.Count <= query.PageSize
            ? new([.. tasks], Next: null)
            : new([.. tasks[..^1]], TaskCursor.Write(tasks[^2].Definition.Unique));
    }

    private string Sql()
    {
        Add(query.OldestFirst ? "t.id > {0}" : "t.id < {0}", TaskCursor.Read(query.Cursor) is { } after ? SqliteTaskRow.Id(after) : null);
        Add("t.namespace = {0}", query.Namespace);
        Add("t.kind = {0}", query.Kind);
        AddAny("t.key", query.Keys);
        Add("o.name = {0}", query.SiloName);
        Add(@"(t.failure_type LIKE {0} ESCAPE '\' OR t.failure_message LIKE {0} ESCAPE '\')", Pattern(query.FailureText));
        Add("t.submitted_at >= {0}", query.SubmittedFrom?.ToMicroseconds());
        Add("t.submitted_at < {0}", query.SubmittedTo?.ToMicroseconds());
        foreach (var (name, value) in query.Tags ?? new Dictionary<string, string>())
        {
            Add("EXISTS (SELECT 1 FROM json_each(t.tags) g WHERE g.key = {0}", name);
            Add("g.value = {0})", value);
        }

        if (query.Phases is { } phases)
        {
            conditions.Add($"t.phase IN ({string.Join(',', phases.Select(phase => ((int)phase).ToString(CultureInfo.InvariantCulture)))})");
        }

        var order = $"ORDER BY 1 {(query.OldestFirst ? "ASC" : "DESC")} LIMIT {(query.PageSize + 1).ToString(CultureInfo.InvariantCulture)}";
        string[] parts = [.. IdTimes.RangesOf(query.SubmittedFrom, query.SubmittedTo).Select(range => Part([.. conditions, .. Bounds(range)], order))];
        return parts is [var one] ? one : $"{string.Join(" UNION ALL ", parts.Select(part => $"SELECT * FROM ({part})"))} {order}";
    }

    private static string Part(IReadOnlyCollection<string> where, string order) =>
        $"SELECT {SqliteTaskRow.ColumnsInBrief} FROM {SqliteTaskRow.From} {(where.Count == 0 ? "" : "WHERE " + string.Join(" AND ", where))} {order}";

    private IEnumerable<string> Bounds((Guid? From, Guid? Before) range)
    {
        if (range.From is { } from)
        {
            values.Add(SqliteTaskRow.Id(from));
            yield return $"t.id >= ?{values.Count}";
        }

        if (range.Before is { } before)
        {
            values.Add(SqliteTaskRow.Id(before));
            yield return $"t.id < ?{values.Count}";
        }
    }

    private void AddAny(string column, IReadOnlyCollection<string>? texts)
    {
        if (texts is not null)
        {
            conditions.Add($"{column} IN ({string.Join(',', texts.Select((_, i) => $"?{values.Count + i + 1}"))})");
            values.AddRange(texts);
        }
    }

    private void Add(string condition, object? value)
    {
        if (value is not null)
        {
            values.Add(value);
            conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, $"?{values.Count}"));
        }
    }

    private static string? Pattern(string? text) => text is null
        ? null
        : $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
