using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Spawner.Storage.PostgreSql;

/// <summary>
/// A page of tasks: the first after the cursor of the live and of the ended ones, and of those whose ids tell their time and of the
/// others, merged.
/// </summary>
internal sealed class Listing(TaskQuery query)
{
    private readonly List<(object? Value, NpgsqlDbType Type)> parameters = [];

    public async Task<TaskPage> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var silo = query.SiloName is { } name ? await Incarnations.ReadAsync(connection, name, cancellationToken) : null;
        if (silo is { Numbers: [] })
        {
            return new([], Next: null);
        }

        await using var statements = new Statements(connection);
        var statement = statements.Add(Sql(silo));
        foreach (var (value, type) in parameters)
        {
            statement.With(value, type);
        }

        await using var reader = await statements.ReadAsync(cancellationToken);
        var tasks = await TaskRow.ReadAllAsync(reader, cancellationToken);
        return tasks.Length <= query.PageSize
            ? new(tasks, Next: null)
            : new(tasks[..^1], TaskCursor.Write(tasks[^2].Definition.Unique));
    }

    private string Sql(Incarnations? silo)
    {
        var direction = query.OldestFirst ? "ASC" : "DESC";
        var limit = $"LIMIT {(query.PageSize + 1).ToString(CultureInfo.InvariantCulture)}";
        var common = Common();
        var numbers = silo is null ? null : Parameter(silo.Numbers, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

        // What came after a silo's last lease is not its own.
        var before = silo?.LastLeaseUntil < (query.SubmittedTo ?? DateTimeOffset.MaxValue) ? silo.LastLeaseUntil : query.SubmittedTo;
        var ranges = IdTimes.RangesOf(query.SubmittedFrom, before);
        var kind = query.Kind is null ? null : new Lead("l.kind", Parameter(query.Kind, NpgsqlDbType.Text));
        var ended = kind ?? (query.Phases is { Count: 1 } && query.Phases.First() > TaskPhase.Succeeded ? new Lead("l.phase", Parameter((short)query.Phases.First(), NpgsqlDbType.Smallint)) : null);

        // A table that has no task in any of the phases would be looked through to its end.
        return (query.Phases?.Any(phase => !phase.IsTerminal()), query.Phases?.Any(phase => phase.IsTerminal())) switch
        {
            (true, false) => Merged(ranges.Select(FromLive)),
            (false, true) => Merged(ranges.Select(FromEnded)),
            _ => Merged([.. ranges.Select(FromLive), .. ranges.Select(FromEnded)]),
        };

        string Merged(IEnumerable<string> parts) => $"SELECT * FROM ({string.Join(" UNION ALL ", parts.Select(part => $"({part})"))}) AS merged ORDER BY id {direction} {limit}";

        string FromLive((Guid? From, Guid? Before) range) =>
            $"SELECT {TaskRow.LiveInBrief} FROM spawner.live l LEFT JOIN spawner.owner o ON o.number = l.owner {Where([.. common, .. LivePhases(), Silo("l.owner"), Range(range, kind)])} {Order(kind)}";

        string FromEnded((Guid? From, Guid? Before) range) =>
            $"SELECT {TaskRow.EndedInBrief} FROM spawner.history l LEFT JOIN spawner.owner o ON o.number = l.ended_by {Where([.. common, .. EndedPhases(), Silo("l.ended_by"), Range(range, ended)])} {Order(ended)}";

        string Order(Lead? lead) => $"ORDER BY {(lead is null ? "" : $"{lead.Column} {direction}, ")}l.id {direction} {limit}";

        string Silo(string owner) => numbers is null ? "" : $"{owner} <> 0 AND {owner} = ANY({numbers})";
    }

    private static string Where(IEnumerable<string> conditions) =>
        conditions.Where(condition => condition.Length > 0).ToList() is { Count: > 0 } all ? "WHERE " + string.Join(" AND ", all) : "";

    /// <summary>
    /// Ids between two bounds. With a lead they are compared as pairs with it, as its index has them: were it said to be equal, and the
    /// order to be that of the ids alone, the table would be gone through by ids where many tasks are expected to match, and for long
    /// if the newest do not.
    /// </summary>
    private string Range((Guid? From, Guid? Before) range, Lead? lead)
    {
        var (from, before) = lead is null ? range : (range.From ?? Guid.Empty, range.Before ?? Guid.AllBitsSet);
        var (row, beside) = lead is null ? ("l.id", "") : ($"({lead.Column}, l.id)", $"{lead.Parameter}, ");
        return string.Join(" AND ", ((string[])[Bound(">=", from), Bound(before == Guid.AllBitsSet ? "<=" : "<", before)]).Where(bound => bound.Length > 0));

        string Bound(string comparison, Guid? id) => id is { } some ? $"{row} {comparison} ({beside}{Parameter(some, NpgsqlDbType.Uuid)})" : "";
    }

    private List<string> Common()
    {
        var conditions = new List<string>();
        void Add(string condition, object? value, NpgsqlDbType type)
        {
            if (value is not null)
            {
                conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, Parameter(value, type)));
            }
        }

        Add(query.OldestFirst ? "l.id > {0}" : "l.id < {0}", TaskCursor.Read(query.Cursor), NpgsqlDbType.Uuid);
        Add("l.namespace = {0}", query.Namespace, NpgsqlDbType.Text);
        Add("l.key = ANY({0})", query.Keys?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        Add("l.tags @> {0}", query.Tags is { Count: > 0 } tags ? TagText.Write(tags) : null, NpgsqlDbType.Jsonb);
        Add("l.failure_type IS NOT NULL AND (l.failure_type ILIKE {0} OR l.failure_message ILIKE {0})", Pattern(query.FailureText), NpgsqlDbType.Text);
        Add("l.submitted_at >= {0}", query.SubmittedFrom?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add("l.submitted_at < {0}", query.SubmittedTo?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        return conditions;
    }

    // What the indexes know is said as well, though it follows from the rest.
    private IEnumerable<string> LivePhases()
    {
        if (query.Phases is { } phases)
        {
            yield return $"l.phase = ANY({Phases()})";
            if (phases.All(phase => phase == TaskPhase.Running || phase.IsTerminal()))
            {
                yield return "l.owner <> 0";
            }
        }
    }

    private IEnumerable<string> EndedPhases()
    {
        if (query.Phases is { } phases)
        {
            yield return $"l.phase = ANY({Phases()})";
        }

        if (query.Phases?.Contains(TaskPhase.Succeeded) == false)
        {
            yield return "l.phase <> 3";
        }
    }

    private string Phases() => Parameter(query.Phases!.Select(phase => (short)phase).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Smallint);

    private string Parameter(object value, NpgsqlDbType type)
    {
        parameters.Add((value, type));
        return $"${parameters.Count}";
    }

    /// <summary>A column that has one value in the page, and an index with the ids.</summary>
    private sealed record Lead(string Column, string Parameter);

    private static string? Pattern(string? text) => text is null
        ? null
        : $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
