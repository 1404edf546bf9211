using Spawner.Torture.Breaks;
using Spawner.Torture.Faults;

namespace Spawner.Torture.Running;

/// <summary>How long and how hard.</summary>
internal static class Profiles
{
    public const string Names = "smoke, standard, long";

    // Files have no server, and a process that stands still may hold their lock.
    private static readonly FaultKind[] OfSqlite =
        [FaultKind.SiloKill, FaultKind.SiloStop, FaultKind.SiloPartition, FaultKind.Membership, FaultKind.ClientKill, FaultKind.Poison];

    // Seconds are promised, and printed; on a machine that does other work at the same time it may take this long.
    private static readonly TimeSpan BusyMachine = TimeSpan.FromSeconds(60);

    // The others are shorter, so that what ends with a lease is seen more often; a silo that gets no processor for so long ends.
    private static readonly TimeSpan ProductLease = TimeSpan.FromSeconds(10);

    // These take half a minute each: enough of them once.
    private static FaultKind[] AgainAndAgain => [.. Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.Poison or FaultKind.Clock))];

    /// <exception cref="ArgumentException">There is no such profile.</exception>
    public static TortureSettings Find(string name, int seed, bool isSqlite)
    {
        var settings = Find(name, seed);
        return isSqlite
            ? settings with { IsSqlite = true, Faults = [.. settings.Faults.Where(OfSqlite.Contains)], Kinds = [.. settings.Kinds.Where(OfSqlite.Contains)] }
            : settings;
    }

    private static TortureSettings Find(string name, int seed) => name switch
    {
        "smoke" => new TortureSettings
        {
            Profile = name,
            Seed = seed,
            WarmUp = TimeSpan.FromSeconds(2),
            Chaos = TimeSpan.Zero,
            Quiesce = BusyMachine,
            Limit = TimeSpan.FromSeconds(300),
            Lease = ProductLease,
            Rate = 150,
            ShortestPause = TimeSpan.FromSeconds(0.3),
            LongestPause = TimeSpan.FromSeconds(0.8),
            Faults = [FaultKind.SiloKill, FaultKind.AnswersLost, FaultKind.SiloPause, FaultKind.ClientKill, FaultKind.SiloStop, FaultKind.DatabaseKill],
        },
        "standard" => Timed(name, seed, TimeSpan.FromMinutes(4.6), TimeSpan.FromMinutes(15)) with { LeastFaults = 50, LeastTasks = 42_000 },
        "long" => Timed(name, seed, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(38)),
        _ => throw new ArgumentException($"'{name}' is no profile. Accepted: {Names}.", nameof(name)),
    };

    /// <summary>What brings a seeded bug to light.</summary>
    public static TortureSettings For(Break seeded, int seed) => Focused(seeded.Faults, seed) with { Break = seeded.Name };

    /// <summary>The same without any bug, and all that is done for one: nothing may be found.</summary>
    public static TortureSettings Control(int seed) => Focused([.. Break.All.SelectMany(seeded => seeded.Faults).Distinct()], seed);

    private static TortureSettings Focused(IReadOnlyList<FaultKind> faults, int seed) => new()
    {
        Profile = "focused",
        Seed = seed,
        WarmUp = TimeSpan.FromSeconds(4),
        Chaos = faults.Count == 0 ? TimeSpan.FromSeconds(16) : TimeSpan.Zero,
        Quiesce = BusyMachine,
        Limit = TimeSpan.FromSeconds(240),
        Rate = 120,
        Faults = faults,
    };

    private static TortureSettings Timed(string name, int seed, TimeSpan chaos, TimeSpan limit) => new()
    {
        Profile = name,
        Seed = seed,
        WarmUp = TimeSpan.FromSeconds(10),
        Chaos = chaos,
        Quiesce = BusyMachine,
        Limit = limit,
        Rate = 320,
        ShortestPause = TimeSpan.FromSeconds(0.1),
        LongestPause = TimeSpan.FromSeconds(1),
        Faults = Enum.GetValues<FaultKind>(),
        Kinds = AgainAndAgain,
    };
}
