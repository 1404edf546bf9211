namespace Spawner.Storage.PostgreSql.Commits;

internal sealed class NoteStep(IReadOnlyList<TaskNote> notes) : CommitStep<TaskNote>(notes, note => note.Unique)
{
    // Pieces of output whose end is before the kept part are dropped whole; reading cuts the first one that is left.
    private const string Sql = """
        WITH given AS (
            SELECT * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10)
            AS g(id, run, has_progress, fraction, message, checkpoint, piece, length, number)),
        mine AS MATERIALIZED (
            SELECT l.id, l.output_end, l.output_number FROM spawner.live l JOIN given g ON l.id = g.id AND l.run = g.run
            WHERE l.owner = $1 ORDER BY l.id FOR UPDATE OF l),
        fresh AS (
            SELECT m.id, m.output_end + g.length AS ends_at, g.piece, g.length FROM mine m JOIN given g ON g.id = m.id
            WHERE g.length > 0 AND (g.number = 0 OR g.number > m.output_number)),
        noted AS (
            UPDATE spawner.live l SET
                progress_fraction = CASE WHEN g.has_progress THEN g.fraction ELSE l.progress_fraction END,
                progress_message = CASE WHEN g.has_progress THEN g.message ELSE l.progress_message END,
                checkpoint = coalesce(g.checkpoint, l.checkpoint),
                output_end = coalesce(f.ends_at, l.output_end),
                output_number = greatest(l.output_number, g.number)
            FROM given g JOIN mine m ON m.id = g.id LEFT JOIN fresh f ON f.id = g.id
            WHERE l.id = g.id
            RETURNING l.id),
        written AS (
            INSERT INTO spawner.output (task, starts_at, bytes) SELECT id, ends_at - octet_length(piece), piece FROM fresh),
        dropped AS (
            DELETE FROM spawner.output o USING fresh f
            WHERE o.task = f.id AND o.starts_at < f.ends_at - $11 AND o.starts_at + octet_length(o.bytes) <= f.ends_at - $11)
        SELECT id FROM noted
        """;

    public override void AddTo(Statements statements, OwnerNumber owner) => statements.Add(Sql)
        .With(owner)
        .WithAll(Sorted, note => note.Unique)
        .WithAll(Sorted, note => note.Run)
        .WithAll(Sorted, note => note.Progress is not null)
        .WithAll(Sorted, note => note.Progress?.Fraction)
        .WithTexts(Sorted, note => note.Progress?.Message)
        .WithBytes(Sorted, note => note.Checkpoint)
        .WithBytes(Sorted, note => note.Output is { } output ? OutputLimit.Trim(output) : default(ReadOnlyMemory<byte>?))
        .WithAll(Sorted, note => note.Output?.Length ?? 0)
        .WithAll(Sorted, note => note.OutputNumber)
        .With((long)OutputLimit.Bytes);

    // Those that may be repeated are written again, to the same effect.
    protected override bool Stands(OwnerNumber owner, TaskNote write, StandingTask task) => false;
}
