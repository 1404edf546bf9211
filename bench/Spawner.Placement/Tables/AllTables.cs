using System.Globalization;
using Spawner.Bench.Placement.Engine;

namespace Spawner.Bench.Placement.Tables;

/// <summary>The tables of docs/placement.md: each cell is mean / 99th percentile, as multiples of the central queue's.</summary>
internal static class AllTables
{
    /// <summary>Rules that look at every silo for each task; at 10 000 silos they are left out.</summary>
    private static readonly HashSet<string> Scalable = ["spawner", "random", "powerOfTwo", "joinIdleQueue"];

    private static readonly int[] BurstSizes = [10, 100, 1000];

    private static readonly bool[] OneOrEach = [true, false];

    private static readonly Scenario Usual = new() { Silos = 100, Load = 0.8, Law = DurationLaw.Exponential, Seed = 0 };

    public static void Print(int seed, TextWriter output)
    {
        PrintTable(output, "100 silos", seed,
        [
            ("exp .5", Usual with { Load = 0.5 }),
            ("exp .8", Usual),
            ("exp .95", Usual with { Load = 0.95 }),
            ("det .95", Usual with { Load = 0.95, Law = DurationLaw.Deterministic }),
            ("Pareto .8", Usual with { Law = DurationLaw.Pareto }),
            ("Pareto .95", Usual with { Load = 0.95, Law = DurationLaw.Pareto }),
            ("exp .8, one dispatcher", Usual with { OneDispatcher = true }),
            ("exp .95, one dispatcher", Usual with { Load = 0.95, OneDispatcher = true }),
            ("2/4/8 slots .8", Usual with { Slots = [2, 4, 8] }),
            ("speeds 1:4 unknown .8", Usual with { Speeds = [0.5, 2] }),
            ("report each 0.1 s .8", Usual with { Period = TimeSpan.FromSeconds(0.1) }),
            ("report each 2 s .8", Usual with { Period = TimeSpan.FromSeconds(2) }),
            ("report each 2 s .95", Usual with { Load = 0.95, Period = TimeSpan.FromSeconds(2) }),
            ("report each 0.1 s .95", Usual with { Load = 0.95, Period = TimeSpan.FromSeconds(0.1) }),
        ]);
        PrintTable(output, "Other sizes", seed,
        [
            ("3 exp .8", Usual with { Silos = 3 }),
            ("3 Pareto .8", Usual with { Silos = 3, Law = DurationLaw.Pareto }),
            ("10 exp .8", Usual with { Silos = 10 }),
            ("10 Pareto .8", Usual with { Silos = 10, Law = DurationLaw.Pareto }),
            ("10 exp .95", Usual with { Silos = 10, Load = 0.95 }),
            ("10 exp .8, one dispatcher", Usual with { Silos = 10, OneDispatcher = true }),
            ("1000 exp .95", Usual with { Silos = 1000, Load = 0.95, Tasks = 1_000_000 }),
            ("1000 Pareto .95", Usual with { Silos = 1000, Load = 0.95, Law = DurationLaw.Pareto, Tasks = 1_000_000 }),
        ]);
        PrintTable(output, "10 000 silos", seed,
        [
            ("exp .8", Usual with { Silos = 10_000, Tasks = 1_000_000 }),
            ("exp .95", Usual with { Silos = 10_000, Load = 0.95, Tasks = 1_000_000 }),
        ], Scalable);
        var brief = Usual with { Mean = TimeSpan.FromMilliseconds(1) };
        PrintTable(output, "Tasks of 1 ms, 100 silos", seed,
        [
            ("exp .5", brief with { Load = 0.5 }),
            ("exp .8", brief),
            ("exp .8, report each 0.1 s", brief with { Period = TimeSpan.FromSeconds(0.1) }),
            ("exp .95", brief with { Load = 0.95 }),
        ]);
        PrintTable(output, "Bursts of 10 000 tasks: makespan", seed, [.. Bursts()]);
        PrintTable(output, "A silo dies or joins, exp .8: slowdown from 2 s before to 6 s after", seed,
        [
            ("dies, 10", Usual with { Silos = 10, Incident = Incident.Dies, Tasks = 20_000 }),
            ("joins, 10", Usual with { Silos = 10, Incident = Incident.Joins, Tasks = 20_000 }),
            ("dies, 100", Usual with { Incident = Incident.Dies, Tasks = 100_000 }),
            ("joins, 100", Usual with { Incident = Incident.Joins, Tasks = 100_000 }),
        ]);
    }

    private static IEnumerable<(string Name, Scenario Scenario)> Bursts() =>
        from silos in BurstSizes
        from law in Enum.GetValues<DurationLaw>()
        from one in OneOrEach
        select ($"{silos} {law}{(one ? ", one dispatcher" : "")}", Usual with { Silos = silos, Law = law, OneDispatcher = one, Burst = true, Tasks = 10_000 });

    private static void PrintTable(TextWriter output, string title, int seed, (string Name, Scenario Scenario)[] rows, IReadOnlySet<string>? only = null)
    {
        string[] names = [.. Cell.Names.Where(name => only is null || only.Contains(name))];
        output.WriteLine($"\n## {title} (seed {seed})\n");
        output.WriteLine($"| | central | {string.Join(" | ", names)} | messages | most queued |");
        output.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", names.Length + 3))}");
        foreach (var (name, scenario) in rows)
        {
            var cell = Cell.Run(scenario with { Seed = seed }, only);
            var columns = cell.Policies.Select(policy => Text($"{policy.Mean:0.00} / {policy.P99:0.00}"));
            output.WriteLine(
                $"| {name} | {Text($"{cell.Central.Mean:0.00} / {cell.Central.P99:0.00}")} | {string.Join(" | ", columns)} "
                + $"| {Text($"{cell.Policies[0].MessagesPerTask:0.0}")} | {cell.Policies[0].MostQueued} |");
            output.Flush();
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
