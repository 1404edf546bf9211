using System.Globalization;
using Spawner.Torture.Faults;

namespace Spawner.Torture.Running;

/// <summary>What one run of the test does.</summary>
internal sealed record TortureSettings
{
    public required string Profile { get; init; }

    public required int Seed { get; init; }

    /// <summary>Before the first fault.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How long faults go on; zero for as long as <see cref="Faults"/> take.</summary>
    public required TimeSpan Chaos { get; init; }

    /// <summary>Longest time after the last fault in which all tasks must end.</summary>
    public required TimeSpan Quiesce { get; init; }

    /// <summary>After this time the whole run has failed.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>Tasks submitted each second, by all clients together.</summary>
    public required int Rate { get; init; }

    /// <summary>Faults in order; after them random ones of <see cref="Kinds"/> until <see cref="Chaos"/> is over.</summary>
    public required IReadOnlyList<FaultKind> Faults { get; init; }

    public IReadOnlyList<FaultKind> Kinds { get; init; } = [];

    /// <summary>Chaos goes on until so many faults have been.</summary>
    public int LeastFaults { get; init; }

    /// <summary>Chaos goes on until so many tasks have ended.</summary>
    public int LeastTasks { get; init; }

    /// <summary>Pause between two faults.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(3);

    public string? Break { get; init; }

    /// <summary>SQLite files in place of PostgreSQL.</summary>
    public bool IsSqlite { get; init; }

    public int Clients { get; init; } = 2;

    /// <summary>How long a silo owns its tasks without a word to the store.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Counted deaths of silos after which a task is not run again.</summary>
    public int MaximumCrashes { get; init; } = 2;

    public Dictionary<string, string> SiloEnvironment(string name, IReadOnlyDictionary<string, string> store, string readyFile, string cutFile, int sinkPort)
    {
        Dictionary<string, string> settings = new(store)
        {
            ["Spawner:Silo:SiloPort"] = "0",
            ["Spawner:Silo:GatewayPort"] = "0",
            ["Spawner:Silo:HttpUrl"] = "http://127.0.0.1:0",
            ["Spawner:Silo:ReadyFile"] = readyFile,
            ["Spawner:Identity:Name"] = name,
            ["Spawner:Durability:Lease"] = Lease.ToString("c", CultureInfo.InvariantCulture),
            ["Spawner:Durability:MaximumCrashes"] = MaximumCrashes.ToString(CultureInfo.InvariantCulture),
            ["Spawner:Execution:Slots"] = "3",
            ["Spawner:Execution:DrainGrace"] = "00:00:03",
            ["Spawner:Execution:StopGrace"] = "00:00:02",
        };
        var environment = settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
        environment[Roles.SiloRole.SinkVariable] = sinkPort.ToString(CultureInfo.InvariantCulture);
        environment[Roles.SiloRole.CutVariable] = cutFile;
        environment[Roles.SiloRole.BreakVariable] = Break ?? string.Empty;
        return environment;
    }
}
