using Spawner.Load.Measuring;

namespace Spawner.Load.Report;

/// <summary>The rows of scenarios: rate, latencies where single ones were awaited, and cost.</summary>
internal static class ScenarioRows
{
    public static void AddTo(LoadReport report, ScenarioRounds rounds)
    {
        foreach (var name in rounds.Names)
        {
            Add(report, rounds, name);
        }
    }

    private static void Add(LoadReport report, ScenarioRounds rounds, string name)
    {
        report.Rows.Add(new($"{name}: rate", rounds.Spread(name, sample => sample.Rate), "tasks/s"));
        if (rounds[name][0].Work.Latencies.Length > 0)
        {
            report.Rows.Add(new($"{name}: p50", rounds.Spread(name, sample => sample.Latency(0.5)), "us"));
            report.Rows.Add(new($"{name}: p99", rounds.Spread(name, sample => sample.Latency(0.99)), "us"));
            report.Rows.Add(new($"{name}: p99.9", rounds.Spread(name, sample => sample.Latency(0.999)), "us"));
        }

        report.Rows.Add(new($"{name}: processor", rounds.Spread(name, sample => sample.CpuPerTask), "us/task"));
        report.Rows.Add(new($"{name}: allocated", rounds.Spread(name, sample => sample.AllocatedPerTask), "bytes/task"));
    }
}
