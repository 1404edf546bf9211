using System.Globalization;
using Spawner.Load.Measuring;
using Spawner.Load.Report;
using Spawner.Load.Scenarios;
using Spawner.Tests;

namespace Spawner.Load.Checks;

/// <summary>
/// What a task of a batch costs in clusters of several sizes. Windows of all alternate, since the machine may be used by others.
/// The silos compile everything once and for good: nine of them on a small machine would need minutes until the run time has
/// compiled again what is used often, and until then that would be most of what is measured.
/// </summary>
internal static class ClusterSize
{
    private const int Batch = 100_000;
    private static readonly int[] Sizes = [3, 9];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Settings of the run time, for the silos alone.</summary>
    private static readonly string[] CompileOnce = ["DOTNET_TieredCompilation", "DOTNET_ReadyToRun"];

    public static async Task MeasureAsync(LoadPlan plan, LoadReport report)
    {
        var clusters = new List<LoadCluster>();
        try
        {
            var scenarios = new List<(UsageMeter Meter, TaskScenarios Tasks, List<double> Cpu)>();
            foreach (var size in Sizes)
            {
                clusters.Add(await LoadCluster.StartAsync(size, launch: LaunchCompiledOnce));
                scenarios.Add((
                    await UsageMeter.CreateAsync(clusters[^1]),
                    new TaskScenarios(clusters[^1].Client, await clusters[^1].OpenAsync(clusters[^1].Processes[0])),
                    []));
                await scenarios[^1].Tasks.BatchesAsync(Batch, WarmUp);
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

    private static SiloProcess LaunchCompiledOnce(int number, Func<SiloProcess> launch)
    {
        Array.ForEach(CompileOnce, name => Environment.SetEnvironmentVariable(name, "0"));
        try
        {
            return launch();
        }
        finally
        {
            Array.ForEach(CompileOnce, name => Environment.SetEnvironmentVariable(name, null));
        }
    }
}
