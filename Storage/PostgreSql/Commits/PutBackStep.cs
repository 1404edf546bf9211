namespace Spawner.Storage.PostgreSql.Commits;

internal sealed class PutBackStep(IReadOnlyList<TaskPutBack> putBacks) : CommitStep<TaskPutBack>(putBacks, putBack => putBack.Unique)
{
    // All rows are locked first: a wish to cancel comes before that, or finds the task put back.
    private const string Sql = """
        WITH given AS (
            SELECT * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10)
            AS g(id, run, failed, interrupted, delay, expiry, new_type, new_message, new_stack)),
        mine AS MATERIALIZED (
            SELECT l.id, l.phase, l.cancel_requested FROM spawner.live l JOIN given g ON l.id = g.id AND l.run = g.run
            WHERE l.owner = $1 ORDER BY l.id FOR UPDATE OF l),
        counts AS (
            SELECT g.*, m.phase AS old_phase, m.cancel_requested AS is_over FROM given g JOIN mine m ON m.id = g.id),
        back AS (
            UPDATE spawner.live l SET
                owner = 0, last_owner = $1, started_at = NULL,
                phase = CASE WHEN c.delay > 0 THEN 0 ELSE 1 END,
                is_delayed = c.delay > 0,
                ready_at = statement_timestamp() + greatest(c.delay, 0) * interval '1 s',
                expires_at = statement_timestamp() + c.expiry,
                failures = l.failures + c.failed, interruptions = l.interruptions + c.interrupted,
                failure_type = CASE WHEN c.new_type IS NULL THEN l.failure_type ELSE c.new_type END,
                failure_message = CASE WHEN c.new_type IS NULL THEN l.failure_message ELSE c.new_message END,
                failure_stack = CASE WHEN c.new_type IS NULL THEN l.failure_stack ELSE c.new_stack END
            FROM counts c WHERE l.id = c.id AND NOT c.is_over
            RETURNING l.id, l.namespace, c.old_phase, l.phase),
        gone AS (
            DELETE FROM spawner.live l USING counts c WHERE l.id = c.id AND c.is_over
            RETURNING l.*, c.failed, c.interrupted, c.new_type, c.new_message, c.new_stack, c.old_phase),
        kept AS (
            INSERT INTO spawner.history (
                id, ended_by, submitted_at, due_at, started_at, ended_at, key_period, output_end, run, failures, crashes, losses, interruptions, phase,
                key_kept, cancel_requested, namespace, submitter, kind, name, key, tags, progress_fraction, progress_message,
                failure_type, failure_message, failure_stack, settings, input, checkpoint)
            SELECT
                id, $1, submitted_at, CASE WHEN is_delayed THEN ready_at END, started_at, statement_timestamp(),
                key_period, output_end, run, failures + failed, crashes, losses, interruptions + interrupted, 5,
                key_kept, cancel_requested, namespace, submitter, kind, name, key, tags, progress_fraction, progress_message,
                CASE WHEN new_type IS NULL THEN failure_type ELSE new_type END,
                CASE WHEN new_type IS NULL THEN failure_message ELSE new_message END,
                CASE WHEN new_type IS NULL THEN failure_stack ELSE new_stack END,
                settings, input, checkpoint
            FROM gone),
        done AS (
            SELECT id, namespace, old_phase, phase FROM back
            UNION ALL
            SELECT id, namespace, old_phase, 5 FROM gone),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace)
            SELECT -count(*), old_phase, namespace FROM done GROUP BY old_phase, namespace
            UNION ALL
            SELECT count(*), phase, namespace FROM done GROUP BY phase, namespace)
        SELECT id FROM done
        """;

    public override void AddTo(Statements statements, OwnerNumber owner) => statements.Add(Sql)
        .With(owner)
        .WithAll(Sorted, putBack => putBack.Unique)
        .WithAll(Sorted, putBack => putBack.Run)
        .WithAll(Sorted, putBack => putBack.Why == PutBackReason.Failed ? 1 : 0)
        .WithAll(Sorted, putBack => putBack.Why == PutBackReason.Interrupted ? 1 : 0)
        .WithAll(Sorted, putBack => putBack.Delay.TotalSeconds)
        .WithAll(Sorted, putBack => putBack.Expiry)
        .WithTexts(Sorted, putBack => putBack.Failure?.Type)
        .WithTexts(Sorted, putBack => putBack.Failure?.Message)
        .WithTexts(Sorted, putBack => putBack.Failure?.Stack);

    protected override bool Stands(OwnerNumber owner, TaskPutBack write, StandingTask task) =>
        task.Owner == OwnerNumber.Nobody
        && task.LastOwner == owner
        && task.Run == write.Run
        && task.Phase is (TaskPhase.Scheduled or TaskPhase.Queued or TaskPhase.Cancelled);
}
