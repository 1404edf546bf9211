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
        await using (var cluster = await LoadCluster.StartAsync())
        {
            await Throughput.MeasureAsync(cluster, plan, report);
            if (plan.EveryRow)
            {
                await Makespan.MeasureAsync(cluster.Client, plan.Rounds, report);
            }
        }

        if (plan.EveryRow)
        {
            await WaitingMemory.MeasureAsync(report);
            await SiloStart.MeasureAsync(plan.Rounds, report);
            await Overload.MeasureAsync(report);
        }

        return report;
    }
}
