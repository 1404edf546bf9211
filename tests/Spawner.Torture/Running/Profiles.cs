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
            Quiesce = TimeSpan.FromSeconds(30),
            Limit = TimeSpan.FromSeconds(120),
            Rate = 150,
            ShortestPause = TimeSpan.FromSeconds(0.3),
            LongestPause = TimeSpan.FromSeconds(0.8),
            Faults = [FaultKind.SiloKill, FaultKind.AnswersLost, FaultKind.SiloPause, FaultKind.ClientKill, FaultKind.SiloStop, FaultKind.DatabaseKill],
        },
        "standard" => Timed(name, seed, TimeSpan.FromMinutes(4.6), TimeSpan.FromMinutes(10)) with { LeastFaults = 50 },
        "long" => Timed(name, seed, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(38)),
        _ => throw new ArgumentException($"'{name}' is no profile. Accepted: {Names}.", nameof(name)),
    };

    /// <summary>What brings a seeded bug to light.</summary>
    public static TortureSettings For(Break seeded, int seed) => new()
    {
        Profile = "focused",
        Seed = seed,
        WarmUp = TimeSpan.FromSeconds(4),
        Chaos = seeded.Faults.Length == 0 ? TimeSpan.FromSeconds(16) : TimeSpan.Zero,
        Quiesce = TimeSpan.FromSeconds(10),
        Limit = TimeSpan.FromSeconds(150),
        Rate = 120,
        Faults = seeded.Faults,
        Break = seeded.Name,
    };

    private static TortureSettings Timed(string name, int seed, TimeSpan chaos, TimeSpan limit) => new()
    {
        Profile = name,
        Seed = seed,
        WarmUp = TimeSpan.FromSeconds(10),
        Chaos = chaos,
        Quiesce = TimeSpan.FromSeconds(30),
        Limit = limit,
        Rate = 230,
        ShortestPause = TimeSpan.FromSeconds(0.1),
        LongestPause = TimeSpan.FromSeconds(1),
        Faults = Enum.GetValues<FaultKind>(),
        Kinds = AgainAndAgain,
    };
}
