using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>
/// Ends leases. It waits for transactions of the owner that are under way, and these end by themselves, except those of a silo
/// that was paused while it sent or received: their sessions are ended after a while, which undoes what they have not committed.
/// </summary>
internal sealed class LeaseEnd(PostgreSqlConnections connections, TimeProvider clock)
{
    // A commit takes milliseconds; a second is long enough for a slow disk, and short beside a lease.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const string ExpiredSql = "UPDATE spawner.owner SET has_lease = false WHERE number = $1 AND has_lease AND lease_until <= clock_timestamp()";

    private const string AnySql = "UPDATE spawner.owner SET has_lease = false WHERE number = $1 AND has_lease";

    // Only sessions of stores that have been in one transaction for longer than that.
    private const string EndBlockersSql = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid = ANY(pg_blocking_pids($1)) AND application_name = $2 AND xact_start < clock_timestamp() - $3
        """;

    /// <summary>Ends the lease of an owner, if its time is over.</summary>
    public Task ExpireAsync(OwnerNumber owner, CancellationToken cancellationToken) => RunAsync(ExpiredSql, owner, cancellationToken);

    /// <summary>Ends the lease of an owner, though it may have time left.</summary>
    public Task EndAsync(OwnerNumber owner, CancellationToken cancellationToken) => RunAsync(AnySql, owner, cancellationToken);

    private Task<int> RunAsync(string sql, OwnerNumber owner, CancellationToken cancellationToken) => connections.DoAsync(
        "end a lease",
        async connection =>
        {
            await using var statements = new Statements(connection);
            statements.Add(sql).With(owner);
            var ended = statements.ExecuteAsync(cancellationToken);
            while (await Task.WhenAny(ended, Task.Delay(Patience, clock, cancellationToken)) != ended && !cancellationToken.IsCancellationRequested)
            {
                await EndBlockersAsync(connection.ProcessID, cancellationToken);
            }

            return await ended;
        },
        cancellationToken);

    private Task<int> EndBlockersAsync(int waiting, CancellationToken cancellationToken) => connections.DoAsync(
        "end the session of a silo that does not answer",
        async connection =>
        {
            await using var statements = new Statements(connection);
            statements.Add(EndBlockersSql).With(waiting).With(PostgreSqlConnections.ApplicationName).With(Patience);
            return await statements.ExecuteAsync(cancellationToken);
        },
        cancellationToken);
}
