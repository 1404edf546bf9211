using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>
/// Forgets ended tasks: whole days where that is possible, else a batch. The days are gone through in the order of the ids, which is
/// about that of the ends, and class after class: a batch goes on where the one before has stopped, so that what is kept, or
/// forgotten and not yet vacuumed, is read once in a sweep.
/// </summary>
internal sealed class Pruning(TimeProvider clock)
{
    private const int Batch = 5000;

    private const string OldOfDaysSql = """
        SELECT id FROM spawner.history
        WHERE id > $4 AND id < $5 AND phase = ANY($1) AND ended_at <= statement_timestamp() - $2
        ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
        """;

    // Their ids say nothing of the time: those that idempotency keys make, and those of clocks that are far off.
    private const string OldOfOthersSql = """
        SELECT id FROM spawner.history_other WHERE phase = ANY($1) AND ended_at <= statement_timestamp() - $2
        ORDER BY ended_at LIMIT $3 FOR UPDATE SKIP LOCKED
        """;

    private static readonly string DaysSql = DeleteSql(OldOfDaysSql);
    private static readonly string OthersSql = DeleteSql(OldOfOthersSql);

    private Position position = Position.Start;

    private static string DeleteSql(string old) => $"""
        WITH old AS MATERIALIZED ({old}),
        gone AS (
            DELETE FROM spawner.history h USING old o WHERE h.id = o.id RETURNING h.id, h.phase, h.namespace, h.key, h.output_end),
        {TakenKeys.Forgotten("gone")},
        silent AS (
            DELETE FROM spawner.output o USING gone g WHERE o.task = g.id AND g.output_end > 0),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace) SELECT -count(*), phase, namespace FROM gone GROUP BY phase, namespace)
        SELECT count(*)::integer, (SELECT id FROM old ORDER BY id DESC LIMIT 1) FROM gone
        """;

    public async Task<bool> RunAsync(NpgsqlConnection connection, TaskRetention retention, CancellationToken cancellationToken)
    {
        var classes = RetentionClass.Of(retention);
        if (position == Position.Start)
        {
            await DropDaysAsync(connection, classes, cancellationToken);
        }

        var more = await ForgetKeysAsync(connection, cancellationToken);
        for (var at = position; at.Class < classes.Count; at = new(at.Class + 1, Guid.Empty))
        {
            if (await DeleteAsync(connection, classes[at.Class], at.Reached, cancellationToken) is { } reached)
            {
                position = at with { Reached = reached };
                return true;
            }
        }

        position = Position.Start;
        return more;
    }

    private static async Task DropDaysAsync(NpgsqlConnection connection, IReadOnlyList<RetentionClass> classes, CancellationToken cancellationToken)
    {
        var (days, today) = await Partitions.ListAsync(connection, cancellationToken);

        // Ids of yesterday may still come to their end; a day before that is asked whether anything in it is to be kept.
        foreach (var day in days.Where(day => day < today.AddDays(-1)))
        {
            if (await IsOverAsync(connection, day, classes, cancellationToken))
            {
                await Partitions.DropAsync(connection, day, cancellationToken);
            }
        }
    }

    private static async Task<bool> IsOverAsync(NpgsqlConnection connection, DateOnly day, IReadOnlyList<RetentionClass> classes, CancellationToken cancellationToken)
    {
        var name = Partitions.NameOf(day);
        await using var statements = new Statements(connection);
        foreach (var kept in classes)
        {
            foreach (var phase in kept.Phases)
            {
                statements.Add($"SELECT EXISTS (SELECT FROM spawner.{name} WHERE phase = $1 AND ended_at > statement_timestamp() - $2)")
                    .With((short)phase).With(kept.KeptFor);
            }
        }

        await using var reader = await statements.ReadAsync(cancellationToken);
        do
        {
            await reader.ReadAsync(cancellationToken);
            if (reader.GetBoolean(0))
            {
                return false;
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
        return true;
    }

    private static async Task<bool> ForgetKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(TakenKeys.ForgetOverSql).With(Batch);
        return await CountAsync(statements, cancellationToken) == Batch;
    }

    /// <returns>Where to go on, if there may be more of the class.</returns>
    private async Task<Guid?> DeleteAsync(NpgsqlConnection connection, RetentionClass kept, Guid after, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        var phases = Array.ConvertAll(kept.Phases, phase => (short)phase);
        statements.Add(DaysSql).With(phases).With(kept.KeptFor).With(Batch).With(after).With(IdTimes.LowestAt(clock.GetUtcNow() - kept.KeptFor));
        statements.Add(OthersSql).With(phases).With(kept.KeptFor).With(Batch);
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        Guid? last = reader.GetInt32(0) == Batch ? reader.GetGuid(1) : null;
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return last ?? (reader.GetInt32(0) == Batch ? after : null);
    }

    private static async Task<int> CountAsync(Statements statements, CancellationToken cancellationToken)
    {
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0);
    }

    /// <summary>How far a sweep has come.</summary>
    private sealed record Position(int Class, Guid Reached)
    {
        public static readonly Position Start = new(0, Guid.Empty);
    }
}
