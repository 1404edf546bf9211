namespace Spawner.Storage.PostgreSql.Commits;

internal sealed class EndStep(IReadOnlyList<TaskEnding> endings) : CommitStep<TaskEnding>(endings, ending => ending.Unique)
{
    private const string Sql = """
        WITH given AS (
            SELECT * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9)
            AS g(id, run, end_phase, ran_for, result, end_failure_type, end_failure_message, end_failure_stack)),
        gone AS (
            DELETE FROM spawner.live l USING given g WHERE l.id = g.id AND l.run = g.run AND l.owner = $1
            RETURNING l.*, g.end_phase, g.ran_for, g.result, g.end_failure_type, g.end_failure_message, g.end_failure_stack),
        kept AS (
            INSERT INTO spawner.history (
                id, ended_by, submitted_at, due_at, started_at, ended_at, key_period, output_end, run, failures, crashes, losses, interruptions, phase,
                key_kept, cancel_requested, namespace, submitter, kind, name, key, tags, progress_fraction, progress_message,
                failure_type, failure_message, failure_stack, settings, input, checkpoint, result)
            SELECT
                id, $1, submitted_at, CASE WHEN is_delayed THEN ready_at END,
                coalesce(statement_timestamp() - ran_for * interval '1 s', started_at), statement_timestamp(),
                key_period, output_end, run, failures + (end_phase IN (4, 6))::integer, crashes, losses, interruptions, end_phase,
                key_kept, cancel_requested, namespace, submitter, kind, name, key, tags, progress_fraction, progress_message,
                CASE WHEN end_failure_type IS NULL THEN failure_type ELSE end_failure_type END,
                CASE WHEN end_failure_type IS NULL THEN failure_message ELSE end_failure_message END,
                CASE WHEN end_failure_type IS NULL THEN failure_stack ELSE end_failure_stack END,
                settings, input, checkpoint, result
            FROM gone),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace)
            SELECT -count(*), phase, namespace FROM gone GROUP BY phase, namespace
            UNION ALL
            SELECT count(*), end_phase, namespace FROM gone GROUP BY end_phase, namespace)
        SELECT id FROM gone
        """;

    public override void AddTo(Statements statements, OwnerNumber owner) => statements.Add(Sql)
        .With(owner)
        .WithAll(Sorted, ending => ending.Unique)
        .WithAll(Sorted, ending => ending.Run)
        .WithAll(Sorted, ending => (short)ending.Phase)
        .WithAll(Sorted, ending => ending.RanFor?.TotalSeconds)
        .WithBytes(Sorted, ending => ending.Result)
        .WithTexts(Sorted, ending => ending.Failure?.Type)
        .WithTexts(Sorted, ending => ending.Failure?.Message)
        .WithTexts(Sorted, ending => ending.Failure?.Stack);

    protected override bool Stands(OwnerNumber owner, TaskEnding write, StandingTask task) =>
        task.Owner == OwnerNumber.Nobody && task.LastOwner == owner && task.Run == write.Run && task.Phase == write.Phase;
}
