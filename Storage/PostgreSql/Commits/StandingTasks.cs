using Npgsql;

namespace Spawner.Storage.PostgreSql.Commits;

/// <summary>What tells whether a refused write was made before.</summary>
/// <param name="Owner">Its owner now.</param>
/// <param name="LastOwner">Who put it back or ended it.</param>
/// <param name="Run">Its run.</param>
/// <param name="Phase">Its phase.</param>
internal readonly record struct StandingTask(OwnerNumber Owner, OwnerNumber LastOwner, int Run, TaskPhase Phase);

/// <summary>Tasks about which something was refused, as they stand.</summary>
internal sealed class StandingTasks
{
    private const string Sql = """
        SELECT id, owner, last_owner, run, phase FROM spawner.live WHERE id = ANY($1) AND id BETWEEN $2 AND $3
        UNION ALL
        SELECT id, 0, ended_by, run, phase FROM spawner.history WHERE id = ANY($1) AND id BETWEEN $2 AND $3
        """;

    private readonly Dictionary<Guid, StandingTask> tasks = [];

    public StandingTask? Find(Guid task) => tasks.TryGetValue(task, out var found) ? found : null;

    public static async Task<StandingTasks> ReadAsync(NpgsqlConnection connection, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var standing = new StandingTasks();
        if (ids.Count == 0)
        {
            return standing;
        }

        await using var statements = new Statements(connection);
        statements.Add(Sql).WithIds(ids);
        await using var reader = await statements.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            standing.tasks[reader.GetGuid(0)] = new(new(reader.GetInt64(1)), new(reader.GetInt64(2)), reader.GetInt32(3), (TaskPhase)reader.GetInt16(4));
        }

        return standing;
    }
}
