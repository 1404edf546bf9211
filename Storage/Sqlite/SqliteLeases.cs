namespace Spawner.Storage.Sqlite;

/// <summary>
/// The file of the leases. A commit asks it for its owner's lease while it has the write lock of the tasks' file, and whoever
/// adopts marks the lease as ended under that same lock: so no commit whose lease was good is still under way then, and none that
/// comes later finds it good. Renewing needs neither that lock nor the tasks' file. The order is always tasks, then leases.
/// </summary>
internal sealed class SqliteLeases(SqliteFile file, TimeProvider clock)
{
    private const string HasLease = "has_lease = 1 AND lease_until > ?2";

    private long Now => clock.GetUtcNow().ToMicroseconds();

    public Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken) => file.WriteAsync(
        "register a silo as an owner of tasks",
        session =>
        {
            var now = Now;
            session.Execute("UPDATE lease SET has_lease = 0 WHERE silo = ?1 AND has_lease = 1 AND lease_until <= ?2", silo, now);
            var number = session.Scalar<long>(
                """
                INSERT INTO lease (silo, name, lease_until) VALUES (?1, ?2, ?3)
                ON CONFLICT (silo) WHERE has_lease = 1 DO UPDATE SET lease_until = excluded.lease_until
                RETURNING number
                """,
                silo,
                name,
                now + lease.ToMicroseconds());
            return new TaskOwner(new(number), silo, name, lease);
        },
        cancellationToken);

    public Task<bool> RenewAsync(OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken) => file.DoAsync(
        "renew a lease",
        session =>
        {
            var now = Now;
            return session.Execute($"UPDATE lease SET lease_until = ?3 WHERE number = ?1 AND {HasLease}", owner.Value, now, now + lease.ToMicroseconds()) > 0;
        },
        cancellationToken);

    /// <summary>Whether an owner has a lease. Only under the write lock of the tasks' file does the answer hold.</summary>
    public static bool Has(SqliteSession leases, OwnerNumber owner, long now) =>
        leases.Scalar<long>($"SELECT count(*) FROM lease WHERE number = ?1 AND {HasLease}", owner.Value, now) > 0;

    /// <summary>Whether another owner has a lease.</summary>
    public static bool AnyBut(SqliteSession leases, OwnerNumber owner, long now) =>
        leases.Scalar<long>($"SELECT EXISTS (SELECT 1 FROM lease WHERE number <> ?1 AND {HasLease})", owner.Value, now) > 0;

    /// <summary>Marks a lease as ended. Only under the write lock of the tasks' file.</summary>
    /// <param name="leases">The leases.</param>
    /// <param name="owner">Whose.</param>
    /// <param name="latest">Only if it does not last longer than to then.</param>
    public static void End(SqliteSession leases, OwnerNumber owner, long latest) =>
        leases.Execute("UPDATE lease SET has_lease = 0 WHERE number = ?1 AND has_lease = 1 AND lease_until <= ?2", owner.Value, latest);

    public static List<TaskOwner> List(SqliteSession leases, long now) => leases.Query(
        "SELECT number, silo, name, CASE WHEN has_lease = 1 THEN lease_until - ?1 ELSE 0 END FROM lease ORDER BY number",
        row => new TaskOwner(new(row.GetInt64(0)), row.GetString(1), row.GetString(2), SqliteTime.ToSpan(row.GetInt64(3))),
        now);
}
