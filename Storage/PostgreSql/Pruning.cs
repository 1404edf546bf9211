using System.Collections.Concurrent;
using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>
/// Forgets ended tasks: whole days where that is possible, else a batch of each class. Those of the days are gone through in the
/// order of their ids, which is about that of their ends: a batch goes on where the one before has stopped, so that what is
/// forgotten and not yet vacuumed is not read again and again.
/// </summary>
internal sealed class Pruning(TimeProvider clock)
{
    private const int Batch = 5000;

    private const string OldOfDaysSql = """
        SELECT id FROM spawner.history
        WHERE id > $4 AND id < $5 AND phase = $1 AND ended_at <= statement_timestamp() - $2
        ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
        """;

    // Their ids say nothing of the time: those that idempotency keys make, and those of clocks that are far off.
    private const string OldOfOthersSql = """
        SELECT id FROM spawner.history_other WHERE phase = $1 AND ended_at <= statement_timestamp() - $2
        ORDER BY ended_at LIMIT $3 FOR UPDATE SKIP LOCKED
        """;

    private static readonly string DaysSql = DeleteSql(OldOfDaysSql);
    private static readonly string OthersSql = DeleteSql(OldOfOthersSql);

    private readonly ConcurrentDictionary<TaskPhase, Guid> reached = [];

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
        await DropDaysAsync(connection, classes, cancellationToken);
        var more = await ForgetKeysAsync(connection, cancellationToken);
        foreach (var kept in classes)
        {
            foreach (var phase in kept.Phases)
            {
                more |= await DeleteAsync(connection, phase, kept.KeptFor, cancellationToken);
            }
        }

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

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> DeleteAsync(NpgsqlConnection connection, TaskPhase phase, TimeSpan keptFor, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        var youngest = IdTimes.LowestAt(clock.GetUtcNow() - keptFor);
        statements.Add(DaysSql).With((short)phase).With(keptFor).With(Batch).With(reached.GetValueOrDefault(phase)).With(youngest);
        statements.Add(OthersSql).With((short)phase).With(keptFor).With(Batch);
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var more = reader.GetInt32(0) == Batch;
        reached[phase] = more ? reader.GetGuid(1) : Guid.Empty;
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return more | reader.GetInt32(0) == Batch;
    }

    private static async Task<int> CountAsync(Statements statements, CancellationToken cancellationToken)
    {
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0);
    }
}
