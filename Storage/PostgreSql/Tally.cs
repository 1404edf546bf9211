using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>How many tasks are in each phase: the sum of what the writers have added.</summary>
internal static class Tally
{
    /// <summary>Makes one row of many. Rows that another transaction folds are passed over.</summary>
    public const string FoldSql = """
        WITH gone AS (
            DELETE FROM spawner.tally WHERE ctid = ANY(ARRAY(SELECT ctid FROM spawner.tally LIMIT 5000 FOR UPDATE SKIP LOCKED))
            RETURNING tasks, phase, namespace)
        INSERT INTO spawner.tally (tasks, phase, namespace)
        SELECT sum(tasks), phase, namespace FROM gone GROUP BY phase, namespace HAVING sum(tasks) <> 0
        """;

    private const string CountSql = """
        SELECT phase, sum(tasks)::bigint FROM spawner.tally WHERE $1::text IS NULL OR namespace = $1 GROUP BY phase HAVING sum(tasks) <> 0
        """;

    public static async Task<IReadOnlyDictionary<TaskPhase, long>> CountAsync(
        NpgsqlConnection connection, string? taskNamespace, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(CountSql).With(taskNamespace, NpgsqlTypes.NpgsqlDbType.Text);
        await using var reader = await statements.ReadAsync(cancellationToken);
        var counts = new Dictionary<TaskPhase, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            counts[(TaskPhase)reader.GetInt16(0)] = reader.GetInt64(1);
        }

        return counts;
    }
}
