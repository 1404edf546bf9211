using System.Globalization;
using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>
/// The days of the history. Each has a partition, made some days ahead; what comes with another time (a client's clock may be
/// far off) goes to <c>history_other</c>. A day that has ended for everybody is dropped whole.
/// </summary>
internal static class Partitions
{
    /// <summary>Advisory lock of whoever changes tables.</summary>
    public const string LockSql = "SELECT pg_advisory_xact_lock(hashtext('spawner-storage-schema'))";

    // Silos that are down over a long weekend must not find themselves without a partition.
    private const int DaysAhead = 4;

    private const string Prefix = "history_";

    // Whoever waits for a table shuts out those who come later, so not for long: it is tried again.
    private const string LockPatientlySql =
        "PERFORM set_config('lock_timeout', '2s', true); PERFORM pg_advisory_xact_lock(hashtext('spawner-storage-schema'));";

    private const string ListSql = """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'spawner.history'::regclass AND c.relname ~ '^history_[0-9]{8}$' ORDER BY c.relname
        """;

    /// <summary>The days that have a partition, and today, as the server has it.</summary>
    public static async Task<(DateOnly[] Days, DateOnly Today)> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add("SELECT now()");
        statements.Add(ListSql);
        await using var reader = await statements.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var today = DateOnly.FromDateTime(reader.GetDateTime(0));
        await reader.NextResultAsync(cancellationToken);
        var days = new List<DateOnly>();
        while (await reader.ReadAsync(cancellationToken))
        {
            days.Add(DateOnly.ParseExact(reader.GetString(0)[Prefix.Length..], "yyyyMMdd", CultureInfo.InvariantCulture));
        }

        return ([.. days], today);
    }

    /// <summary>Makes the partitions of today and of some days to come, unless they are there.</summary>
    public static async Task MakeAheadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (days, today) = await ListAsync(connection, cancellationToken);
        foreach (var day in Enumerable.Range(0, DaysAhead + 1).Select(today.AddDays).Except(days))
        {
            await MakeAsync(connection, day, cancellationToken);
        }
    }

    /// <summary>Drops a day, and takes its tasks off the tally.</summary>
    public static async Task DropAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        var name = NameOf(day);
        await using var statements = new Statements(connection);

        // Keys first: whoever takes one looks at the task that held it before.
        statements.Add($"""
            DO $$
            DECLARE
                forgotten bigint;
            BEGIN
                {LockPatientlySql}
                WITH {TakenKeys.Forgotten($"spawner.{name}")} SELECT count(*) INTO forgotten FROM held;
                LOCK TABLE spawner.{name} IN ACCESS EXCLUSIVE MODE;
                INSERT INTO spawner.tally (tasks, phase, namespace) SELECT -count(*), phase, namespace FROM spawner.{name} GROUP BY phase, namespace;
                DELETE FROM spawner.output o USING spawner.{name} h WHERE o.task = h.id AND h.output_end > 0;
                DROP TABLE spawner.{name};
            END $$
            """);
        await statements.ExecuteAsync(cancellationToken);
    }

    public static string NameOf(DateOnly day) => Prefix + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public static Guid StartOf(DateOnly day) => IdTimes.LowestAt(new(day, TimeOnly.MinValue, TimeSpan.Zero));

    // Attached, not created in place: that would shut out all readers and writers of the whole history. If tasks of that day are in
    // the other partition already, they and all later ones stay there.
    private static async Task MakeAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        var (name, start, end) = (NameOf(day), StartOf(day), StartOf(day.AddDays(1)));
        var sql = $"""
            DO $$
            BEGIN
                {LockPatientlySql}
                IF to_regclass('spawner.{name}') IS NULL
                    AND NOT EXISTS (SELECT FROM spawner.history_other WHERE id >= '{start}' AND id < '{end}') THEN
                    CREATE TABLE spawner.{name} (LIKE spawner.history INCLUDING ALL);
                    ALTER TABLE spawner.{name} SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
                    ALTER TABLE spawner.history ATTACH PARTITION spawner.{name} FOR VALUES FROM ('{start}') TO ('{end}');
                END IF;
            END $$
            """;
        await using var statements = new Statements(connection);
        statements.Add(sql);
        await statements.ExecuteAsync(cancellationToken);
    }
}
