using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>How tasks get a new owner: those of an owner that is gone, and those that nobody owns.</summary>
internal static class Takeovers
{
    // Two adopters pass over each other's rows.
    private const string AdoptSql = $"""
        WITH lost AS MATERIALIZED (
            SELECT l.id, l.phase FROM spawner.live l
            WHERE l.owner = $2 AND l.owner <> 0 AND NOT EXISTS (SELECT FROM spawner.owner f WHERE f.number = $2 AND f.has_lease)
            ORDER BY l.id LIMIT $3 FOR UPDATE OF l SKIP LOCKED),
        adopted AS (
            UPDATE spawner.live l SET
                owner = $1, run = l.run + 1, losses = l.losses + 1, crashes = l.crashes + (x.phase = 2)::integer,
                phase = 1, started_at = NULL, output_number = 0
            FROM lost x WHERE l.id = x.id
            RETURNING l.*),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace)
            SELECT c.sign * count(*), c.phase, a.namespace
            FROM lost x JOIN adopted a ON a.id = x.id CROSS JOIN (VALUES (-1, 2), (1, 1)) AS c(sign, phase)
            WHERE x.phase = 2 GROUP BY c.sign, c.phase, a.namespace)
        SELECT {TaskRow.Live} FROM adopted l JOIN spawner.owner o ON o.number = $1 ORDER BY l.id
        """;

    private static readonly string ClaimExpiredSql = $"""
        WITH over AS MATERIALIZED (
            SELECT l.id, l.phase FROM spawner.live l
            WHERE l.owner = 0 AND l.expires_at <= statement_timestamp() ORDER BY l.expires_at, l.id LIMIT $2 FOR UPDATE SKIP LOCKED),
        {Claimed("over")}
        SELECT {TaskRow.Live} FROM claimed l JOIN spawner.owner o ON o.number = $1 ORDER BY l.expires_at, l.id
        """;

    // Each kind is looked through by itself, in the order of its index; the rows of the kinds that come too short are let go.
    private static readonly string ClaimSql = $"""
        WITH free AS MATERIALIZED (
            SELECT w.id, w.phase, w.ready_at FROM unnest($2) AS k(kind)
            CROSS JOIN LATERAL (
                SELECT l.id, l.phase, l.ready_at FROM spawner.live l
                WHERE l.owner = 0 AND l.kind = k.kind AND l.ready_at <= statement_timestamp()
                    AND (l.expires_at IS NULL OR l.expires_at > statement_timestamp())
                ORDER BY l.ready_at, l.id LIMIT $3 FOR UPDATE SKIP LOCKED) w
            WHERE NOT EXISTS (SELECT FROM spawner.paused_kind p WHERE p.kind = k.kind)
            ORDER BY w.ready_at, w.id LIMIT $3),
        {Claimed("free")}
        SELECT {TaskRow.Live} FROM claimed l JOIN spawner.owner o ON o.number = $1 ORDER BY l.ready_at, l.id
        """;

    private const string NextDueSql = """
        SELECT CASE WHEN min(n.at) < statement_timestamp() THEN interval '0' ELSE min(n.at) - statement_timestamp() END FROM (
            SELECT w.ready_at AS at FROM unnest($1) AS k(kind)
            CROSS JOIN LATERAL (
                SELECT l.ready_at FROM spawner.live l WHERE l.owner = 0 AND l.kind = k.kind ORDER BY l.ready_at, l.id LIMIT 1) w
            WHERE NOT EXISTS (SELECT FROM spawner.paused_kind p WHERE p.kind = k.kind)
            UNION ALL
            SELECT min(l.expires_at) FROM spawner.live l WHERE l.owner = 0 AND l.expires_at IS NOT NULL) n
        """;

    public static async Task<StoredTask[]> AdoptAsync(
        NpgsqlConnection connection, OwnerNumber by, OwnerNumber from, int most, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(Leases.HoldSql).With(by);
        statements.Add(AdoptSql).With(by).With(from).With(most);
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await TaskRow.ReadAllAsync(reader, cancellationToken);
    }

    public static async Task<ClaimReply> ClaimAsync(
        NpgsqlConnection connection, OwnerNumber by, IReadOnlyCollection<string> kinds, int most, CancellationToken cancellationToken)
    {
        string[] distinct = [.. kinds.Distinct(StringComparer.Ordinal)];
        await using var statements = new Statements(connection);
        statements.Add(Leases.HoldSql).With(by);
        statements.Add(ClaimExpiredSql).With(by).With(most);
        statements.Add(ClaimSql).With(by).With(distinct).With(most);
        statements.Add(NextDueSql).With(distinct);
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var expired = await TaskRow.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var tasks = await TaskRow.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(tasks, expired, await reader.IsDBNullAsync(0, cancellationToken) ? null : reader.GetTimeSpan(0));
    }

    // The same for all that are claimed, by where they were found.
    private static string Claimed(string found) => $"""
        claimed AS (
            UPDATE spawner.live l SET owner = $1, run = l.run + 1, phase = 1, output_number = 0
            FROM {found} f WHERE l.id = f.id
            RETURNING l.*),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace)
            SELECT c.sign * count(*), c.phase, t.namespace
            FROM {found} f JOIN claimed t ON t.id = f.id CROSS JOIN (VALUES (-1, 0), (1, 1)) AS c(sign, phase)
            WHERE f.phase = 0 GROUP BY c.sign, c.phase, t.namespace)
        """;
}
