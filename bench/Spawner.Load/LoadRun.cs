using Spawner.Load.Checks;
using Spawner.Load.Report;
using Spawner.Load.Scenarios;

namespace Spawner.Load;

/// <summary>All measurements in turn.</summary>
internal static class LoadRun
{
    /// <summary>By name; each starts silos of its own.</summary>
    private static readonly Dictionary<string, Func<LoadPlan, LoadReport, Task>> Checks = new()
    {
        ["uneven work"] = (plan, report) => Makespan.MeasureAsync(plan.Rounds, report),
        ["waiting memory"] = (_, report) => WaitingMemory.MeasureAsync(report),
        ["silo start"] = (plan, report) => SiloStart.MeasureAsync(plan.Rounds, report),
        ["cluster size"] = ClusterSize.MeasureAsync,
        ["unequal processors"] = (_, report) => UnequalProcessors.MeasureAsync(report),
        ["overload"] = (_, report) => Overload.MeasureAsync(report),
    };

    public static async Task<LoadReport> RunAsync(LoadPlan plan)
    {
        var report = new LoadReport();
        var shown = 0;
        if (plan.Only is null || !Checks.ContainsKey(plan.Only))
        {
            await using var cluster = await LoadCluster.StartAsync();
            await Throughput.MeasureAsync(cluster, plan, report);
            await ShowNewAsync();
        }

        foreach (var (name, measure) in Checks)
        {
            if (plan.Only is null ? plan.EveryRow : plan.Only == name)
            {
                await measure(plan, report);
                await ShowNewAsync();
            }
        }

        return report;

        // What was measured is known although a later task may fail the run.
        async Task ShowNewAsync()
        {
            foreach (var row in report.Rows[shown..])
            {
                await Console.Error.WriteLineAsync(ReportTable.Write(row));
            }

            shown = report.Rows.Count;
        }
    }
}
