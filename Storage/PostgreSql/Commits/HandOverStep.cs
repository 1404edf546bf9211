namespace Spawner.Storage.PostgreSql.Commits;

internal sealed class HandOverStep(IReadOnlyList<TaskHandOver> handOvers) : CommitStep<TaskHandOver>(handOvers, handOver => handOver.Unique)
{
    // The leases of the receivers are held as well: an owner whose lease has ended is never given a task.
    private const string Sql = """
        WITH given AS (SELECT * FROM unnest($2, $3, $4) AS g(id, run, receiver)),
        receivers AS MATERIALIZED (
            SELECT number FROM spawner.owner
            WHERE number = ANY($4) AND has_lease AND lease_until > clock_timestamp() ORDER BY number FOR KEY SHARE)
        UPDATE spawner.live l SET owner = g.receiver, run = l.run + 1, output_number = 0
        FROM given g JOIN receivers r ON r.number = g.receiver
        WHERE l.id = g.id AND l.run = g.run AND l.owner = $1 AND l.phase = 1
        RETURNING l.id
        """;

    public override void AddTo(Statements statements, OwnerNumber owner) => statements.Add(Sql)
        .With(owner)
        .WithAll(Sorted, handOver => handOver.Unique)
        .WithAll(Sorted, handOver => handOver.Run)
        .WithAll(Sorted, handOver => handOver.To.Value);

    protected override bool Stands(OwnerNumber owner, TaskHandOver write, StandingTask task) => task.Owner == write.To && task.Run == write.Run + 1;
}
