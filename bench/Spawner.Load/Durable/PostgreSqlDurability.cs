using Spawner.Load.Measuring;
using Spawner.Load.Report;
using Spawner.Load.Scenarios;
using Spawner.Tests;

namespace Spawner.Load.Durable;

/// <summary>Durable tasks on three silos over a PostgreSQL server of this machine that syncs each commit to the disk, and what they are compared with.</summary>
internal static class PostgreSqlDurability
{
    private const string Batch = "durable batches of 1,000";
    private const string TaskCallers = "durable, 256 callers";
    private const string LoneTask = "lone durable task";
    private const string Plain = "group commit of 1,000 rows";
    private const string Floor = "two commits and two calls";
    private const int Silos = 3;

    public static async Task MeasureAsync(LoadPlan plan, LoadReport report)
    {
        await using var server = new PostgreSqlServer { SyncsCommits = true };
        await server.InitializeAsync();
        await using var cluster = await LoadCluster.StartAsync(Silos, connectionString: await server.CreateDatabaseAsync());
        var writers = await PlainPostgreSql.OpenAsync(await server.CreateDatabaseAsync(), Silos);
        var rounds = new ScenarioRounds(await UsageMeter.CreateAsync(cluster), plan);
        await AddAsync(rounds, cluster, writers);
        var hangfire = AddHangfire(rounds, await server.CreateDatabaseAsync());
        await rounds.RunAsync();
        ScenarioRows.AddTo(report, rounds);
        if (plan.Only is null)
        {
            AddTargets(report, rounds, hangfire);
        }

        foreach (var writer in writers)
        {
            await writer.DisposeAsync();
        }
    }

    private static async Task AddAsync(ScenarioRounds rounds, LoadCluster cluster, IPlainStore[] writers)
    {
        var tasks = new TaskScenarios(cluster.Client, await cluster.OpenAsync(cluster.Processes[0]), new SpawnOptions { Durable = true });
        var group = new GroupCommit(writers, size: 1000);
        var floor = new LoneFloor(writers[0], cluster.Grains);
        rounds.Add(Batch, window => tasks.BatchesAsync(1000, window, callers: 8));
        rounds.Add(Plain, group.RunAsync);
        rounds.Add(TaskCallers, window => tasks.CallersAsync(256, window));
        rounds.Add(LoneTask, window => tasks.CallersAsync(1, window));
        rounds.Add(Floor, floor.RunAsync);
    }

    /// <summary>Its defaults, and what its documentation offers for a shorter wait.</summary>
    private static string[] AddHangfire(ScenarioRounds rounds, string connectionString)
    {
        var polling = TimeSpan.FromMilliseconds(100);
        HangfireJobs[] jobs =
        [
            new(connectionString, "hangfire_default", _ => { }),
            new(connectionString, "hangfire_polling", options => options.QueuePollInterval = polling, workers: 20),
            new(connectionString, "hangfire_sliding", options => (options.QueuePollInterval, options.UseSlidingInvisibilityTimeout) = (polling, true), workers: 20),
        ];
        string[] names = ["Hangfire, defaults", "Hangfire, polls each 100 ms, 20 workers", "Hangfire, the same with sliding invisibility"];
        foreach (var (name, job) in names.Zip(jobs))
        {
            rounds.Add(name, job.RunAsync);
        }

        return names;
    }

    private static void AddTargets(LoadReport report, ScenarioRounds rounds, string[] hangfire)
    {
        var vsPlain = report.AddRatio("durableVsGroupCommit", rounds.PerRound(of => of(Batch).Rate / of(Plain).Rate));
        var vsHangfire = report.AddRatio("durableVsHangfire", rounds.PerRound(of => of(Batch).Rate / hangfire.Max(name => of(name).Rate)));
        var vsFloor = report.AddRatio("durableLoneVsFloor", rounds.PerRound(of => of(LoneTask).Latency(0.5) / of(Floor).Latency(0.5)), betterLow: true);
        report.Targets.Add(Target.AtLeast($"{Batch}: rate", rounds.Spread(Batch, sample => sample.Rate).Median, 40_000));
        report.Targets.Add(Target.AtLeast($"{Batch}, against a group commit", vsPlain, 0.5));
        report.Targets.Add(Target.AtLeast($"{Batch}, against Hangfire", vsHangfire, 400));
        report.Targets.Add(Target.AtLeast($"{TaskCallers}: rate", rounds.Spread(TaskCallers, sample => sample.Rate).Median, 12_000));
        report.Targets.Add(Target.AtMost($"{LoneTask}, against two commits and two calls: p50", vsFloor, 1.2));
    }
}
