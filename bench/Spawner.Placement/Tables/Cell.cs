using Spawner.Bench.Placement.Engine;
using Spawner.Bench.Placement.Policies;

namespace Spawner.Bench.Placement.Tables;

/// <summary>One scenario under every policy.</summary>
/// <param name="Central">Figures of the central queue itself, the unit of the others.</param>
/// <param name="Policies">The policies, Spawner's first.</param>
internal sealed record Cell(Figures Central, IReadOnlyList<Figures> Policies)
{
    private static readonly (string Name, Func<Policy> Create)[] All =
    [
        ("spawner", () => new SpawnerPolicy()),
        ("random", () => new RandomChoice()),
        ("roundRobin", () => new RoundRobin()),
        ("staleLeastLoaded", () => new StaleLeastLoaded()),
        ("powerOfTwo", () => new PowerOfTwo()),
        ("joinIdleQueue", () => new JoinIdleQueue()),
        ("erlangPool", () => new ErlangPool()),
        ("resourceOptimized", () => new ResourceOptimized()),
        ("activationCount", () => new ActivationCount()),
    ];

    /// <summary>Names of the policies.</summary>
    public static IEnumerable<string> Names => All.Select(policy => policy.Name);

    /// <param name="scenario">What to simulate.</param>
    /// <param name="only">Names of the policies to simulate; <see langword="null"/> for all.</param>
    public static Cell Run(Scenario scenario, IReadOnlySet<string>? only = null)
    {
        var workload = new Workload(scenario);
        var central = Figures.Of("central", scenario, workload, Simulation.Run(scenario, workload, new CentralQueue()));
        return new Cell(central, [.. All
            .Where(policy => only is null || only.Contains(policy.Name))
            .Select(policy => Figures.Of(policy.Name, scenario, workload, Simulation.Run(scenario, workload, policy.Create())).Over(central))]);
    }
}

/// <summary>What a policy made of a scenario.</summary>
/// <param name="Name">The policy.</param>
/// <param name="Mean">Mean bounded slowdown; for a burst the makespan over the least possible.</param>
/// <param name="P99">99th percentile of it; around an incident that of the tasks that arrive from 2 s before to 6 s after.</param>
/// <param name="MessagesPerTask">Messages besides load reports and answers.</param>
/// <param name="MostQueued">After an incident, most tasks that waited on the silo.</param>
internal sealed record Figures(string Name, double Mean, double P99, double MessagesPerTask, int MostQueued)
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(6);

    public static Figures Of(string name, Scenario scenario, Workload workload, Result result)
    {
        if (scenario.Burst)
        {
            var makespan = result.Makespan / workload.LeastMakespan(scenario);
            return new Figures(name, makespan, makespan, result.MessagesPerTask, result.MostQueuedAtIncident);
        }

        var middle = Simulation.IncidentAt(workload);
        var (mean, p99) = scenario.Incident == Incident.None ? result.Slowdown() : result.Slowdown(middle - Before, middle + After);
        return new Figures(name, mean, p99, result.MessagesPerTask, result.MostQueuedAtIncident);
    }

    public Figures Over(Figures unit) => this with { Mean = Mean / unit.Mean, P99 = P99 / unit.P99 };
}
