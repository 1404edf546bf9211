using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>Forgets ended tasks: whole days where that is possible, else a batch of each class.</summary>
internal static class Pruning
{
    private const int Batch = 5000;

    private static readonly string DeleteSql = $"""
        WITH old AS MATERIALIZED (
            SELECT id FROM spawner.history WHERE phase = $1 AND ended_at <= statement_timestamp() - $2
            LIMIT $3 FOR UPDATE SKIP LOCKED),
        gone AS (
            DELETE FROM spawner.history h USING old o WHERE h.id = o.id RETURNING h.id, h.phase, h.namespace, h.key, h.output_end),
        {TakenKeys.Forgotten("gone")},
        silent AS (
            DELETE FROM spawner.output o USING gone g WHERE o.task = g.id AND g.output_end > 0),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace) SELECT -count(*), phase, namespace FROM gone GROUP BY phase, namespace)
        SELECT count(*)::integer FROM gone
        """;

    public static async Task<bool> RunAsync(NpgsqlConnection connection, TaskRetention retention, CancellationToken cancellationToken)
    {
        var classes = RetentionClass.Of(retention);
        await DropDaysAsync(connection, classes, cancellationToken);
        var more = await ForgetKeysAsync(connection, cancellationToken);
        foreach (var kept in classes)
        {
            foreach (var phase in kept.Phases)
            {
                more |= await DeleteAsync(connection, phase, kept.KeptFor, cancellationToken) == Batch;
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

    private static async Task<int> DeleteAsync(NpgsqlConnection connection, TaskPhase phase, TimeSpan keptFor, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(DeleteSql).With((short)phase).With(keptFor).With(Batch);
        return await CountAsync(statements, cancellationToken);
    }

    private static async Task<int> CountAsync(Statements statements, CancellationToken cancellationToken)
    {
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0);
    }
}
