using Spawner.Load.Measuring;
using Spawner.Load.Report;
using Spawner.Load.Scenarios;

namespace Spawner.Load.Durable;

/// <summary>Durable tasks in SQLite files: of one silo, and of three that share them.</summary>
internal static class SqliteDurability
{
    private const string Batch = "SQLite, one silo: durable batches of 1,000";
    private const string TaskCallers = "SQLite, one silo: durable, 64 callers";
    private const string Plain = "SQLite: group commit of 1,000 rows";
    private const string SharedBatch = "SQLite, three silos: durable batches of 1,000";

    public static async Task MeasureAsync(LoadPlan plan, LoadReport report)
    {
        if (plan.Only is not SharedBatch)
        {
            await MeasureOneSiloAsync(plan, report);
        }

        if (plan.Only is null or SharedBatch)
        {
            await MeasureThreeSilosAsync(plan, report);
        }
    }

    private static async Task MeasureOneSiloAsync(LoadPlan plan, LoadReport report)
    {
        var folder = Directory.CreateTempSubdirectory("plain-");
        await using (var writer = new PlainSqlite(Path.Combine(folder.FullName, "plain.db")))
        {
            await using var cluster = await LoadCluster.StartAsync(silos: 1);
            var tasks = await TasksOfAsync(cluster);
            var group = new GroupCommit([writer], size: 1000);
            var rounds = new ScenarioRounds(await UsageMeter.CreateAsync(cluster), plan);
            rounds.Add(Batch, window => tasks.BatchesAsync(1000, window, callers: 8));
            rounds.Add(TaskCallers, window => tasks.CallersAsync(64, window));
            rounds.Add(Plain, group.RunAsync);
            await rounds.RunAsync();
            ScenarioRows.AddTo(report, rounds);
            if (plan.Only is null)
            {
                report.AddRatio("sqliteVsGroupCommit", rounds.PerRound(of => of(Batch).Rate / of(Plain).Rate));
                report.Targets.Add(Target.AtLeast($"{Batch}: rate", rounds.Spread(Batch, sample => sample.Rate).Median, 30_000));
                report.Targets.Add(Target.AtLeast($"{TaskCallers}: rate", rounds.Spread(TaskCallers, sample => sample.Rate).Median, 3000));
            }
        }

        folder.Delete(recursive: true);
    }

    private static async Task MeasureThreeSilosAsync(LoadPlan plan, LoadReport report)
    {
        await using var cluster = await LoadCluster.StartAsync(silos: 3);
        var tasks = await TasksOfAsync(cluster);
        var rounds = new ScenarioRounds(await UsageMeter.CreateAsync(cluster), plan);
        rounds.Add(SharedBatch, window => tasks.BatchesAsync(1000, window, callers: 8));
        await rounds.RunAsync();
        ScenarioRows.AddTo(report, rounds);
        if (plan.Only is null)
        {
            report.Targets.Add(Target.AtLeast($"{SharedBatch}: rate", rounds.Spread(SharedBatch, sample => sample.Rate).Median, 8000));
        }
    }

    private static async Task<TaskScenarios> TasksOfAsync(LoadCluster cluster) =>
        new(cluster.Client, await cluster.OpenAsync(cluster.Processes[0]), new SpawnOptions { Durable = true });
}
