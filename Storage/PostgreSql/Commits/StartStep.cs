namespace Spawner.Storage.PostgreSql.Commits;

internal sealed class StartStep(IReadOnlyList<TaskStart> starts) : CommitStep<TaskStart>(starts, start => start.Unique)
{
    private const string Sql = """
        WITH given AS (SELECT * FROM unnest($2, $3) AS g(id, run)),
        started AS (
            UPDATE spawner.live l SET phase = 2, started_at = statement_timestamp()
            FROM given g WHERE l.id = g.id AND l.run = g.run AND l.owner = $1 AND l.phase = 1
            RETURNING l.id, l.namespace),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace)
            SELECT c.sign * count(*), c.phase, s.namespace FROM started s CROSS JOIN (VALUES (-1, 1), (1, 2)) AS c(sign, phase)
            GROUP BY c.sign, c.phase, s.namespace)
        SELECT id FROM started
        """;

    public override void AddTo(Statements statements, OwnerNumber owner) =>
        statements.Add(Sql).With(owner).WithAll(Sorted, start => start.Unique).WithAll(Sorted, start => start.Run);

    protected override bool Stands(OwnerNumber owner, TaskStart write, StandingTask task) =>
        task.Owner == owner && task.Run == write.Run && task.Phase == TaskPhase.Running;
}
