using System.Globalization;
using Spawner.Load.Measuring;
using Spawner.Load.Report;
using Spawner.Load.Scenarios;

namespace Spawner.Load.Checks;

/// <summary>What a task of a batch costs in clusters of several sizes. Windows of all alternate, since the machine may be used by others.</summary>
internal static class ClusterSize
{
    private const int Batch = 100_000;
    private static readonly int[] Sizes = [3, 9];

    public static async Task MeasureAsync(LoadPlan plan, LoadReport report)
    {
        var clusters = new List<LoadCluster>();
        try
        {
            var scenarios = new List<(UsageMeter Meter, TaskScenarios Tasks, List<double> Cpu)>();
            foreach (var size in Sizes)
            {
                clusters.Add(await LoadCluster.StartAsync(size));
                scenarios.Add((
                    await UsageMeter.CreateAsync(clusters[^1]),
                    new TaskScenarios(clusters[^1].Client, await clusters[^1].OpenAsync(clusters[^1].Processes[0])),
                    []));
                await scenarios[^1].Tasks.BatchesAsync(Batch, plan.WarmUp / 3);
            }

            for (var round = 1; round <= plan.Rounds; round++)
            {
                foreach (var (meter, tasks, cpu) in scenarios)
                {
                    cpu.Add((await meter.MeasureAsync(() => tasks.BatchesAsync(Batch, plan.Window))).CpuPerTask);
                }
            }

            foreach (var (size, (_, _, cpu)) in Sizes.Zip(scenarios))
            {
                report.Rows.Add(new(string.Create(CultureInfo.InvariantCulture, $"batch of 100,000 on {size} silos: processor"), Spread.Of(cpu), "us/task"));
            }

            var ratio = report.AddRatio("cpuOf9VsOf3Silos", Spread.Of([.. scenarios[1].Cpu.Zip(scenarios[0].Cpu, (nine, three) => nine / three)]), betterLow: true);
            report.Targets.Add(Target.AtMost("processor for a task on 9 silos, against 3", ratio, 1.25));
        }
        finally
        {
            foreach (var cluster in clusters)
            {
                await cluster.DisposeAsync();
            }
        }
    }
}
