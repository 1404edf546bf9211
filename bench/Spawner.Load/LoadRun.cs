using Spawner.Load.Checks;
using Spawner.Load.Report;
using Spawner.Load.Scenarios;

namespace Spawner.Load;

/// <summary>All measurements in turn.</summary>
internal static class LoadRun
{
    public static async Task<LoadReport> RunAsync(LoadPlan plan)
    {
        var report = new LoadReport();
        var shown = 0;
        await using (var cluster = await LoadCluster.StartAsync())
        {
            await Throughput.MeasureAsync(cluster, plan, report);
            await ShowNewAsync();
            if (plan is { EveryRow: true, Only: null })
            {
                await Makespan.MeasureAsync(cluster.Client, plan.Rounds, report);
                await ShowNewAsync();
            }
        }

        if (plan is { EveryRow: true, Only: null })
        {
            await WaitingMemory.MeasureAsync(report);
            await ShowNewAsync();
            await SiloStart.MeasureAsync(plan.Rounds, report);
            await ShowNewAsync();
            await Overload.MeasureAsync(report);
            await ShowNewAsync();
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
