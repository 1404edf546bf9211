using Spawner.Load.Checks;
using Spawner.Load.Durable;
using Spawner.Load.Report;
using Spawner.Load.Scenarios;

namespace Spawner.Load;

/// <summary>All measurements in turn.</summary>
internal static class LoadRun
{
    private const string PostgreSql = "PostgreSQL";
    private const string Sqlite = "SQLite";

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
        foreach (var measure in plan.Durable ? ChooseDurable(plan) : Choose(plan))
        {
            await measure(report);

            // What was measured is known although a later task may fail the run.
            foreach (var row in report.Rows[shown..])
            {
                await Console.Error.WriteLineAsync(ReportTable.Write(row));
            }

            shown = report.Rows.Count;
        }

        return report;
    }

    private static IEnumerable<Func<LoadReport, Task>> Choose(LoadPlan plan)
    {
        if (plan.Only is null || !Checks.ContainsKey(plan.Only))
        {
            yield return report => MeasureThroughputAsync(plan, report);
        }

        foreach (var measure in Checks.Where(check => plan.Only is null ? plan.EveryRow : plan.Only == check.Key).Select(check => check.Value))
        {
            yield return report => measure(plan, report);
        }
    }

    private static async Task MeasureThroughputAsync(LoadPlan plan, LoadReport report)
    {
        await using var cluster = await LoadCluster.StartAsync();
        await Throughput.MeasureAsync(cluster, plan, report);
    }

    /// <summary>Both stores, or the one that is named; the scenarios of SQLite have its name.</summary>
    private static IEnumerable<Func<LoadReport, Task>> ChooseDurable(LoadPlan plan)
    {
        var ofStore = plan.Only is PostgreSql or Sqlite ? plan with { Only = null } : plan;
        if (plan.Only?.StartsWith(Sqlite, StringComparison.Ordinal) is not true)
        {
            yield return report => PostgreSqlDurability.MeasureAsync(ofStore, report);
        }

        if (plan.Only?.StartsWith(Sqlite, StringComparison.Ordinal) is not false)
        {
            yield return report => SqliteDurability.MeasureAsync(ofStore, report);
        }
    }
}
