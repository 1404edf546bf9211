using System.Diagnostics;
using Spawner.Load.Host;
using Spawner.Load.Measuring;
using Spawner.Load.Report;
using Spawner.Tests;

namespace Spawner.Load.Checks;

/// <summary>
/// From the start of a silo's process to the first result: alone, with its memory when it has nothing to do, and as it joins a
/// cluster of three over PostgreSQL.
/// </summary>
internal static class SiloStart
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public static async Task MeasureAsync(int rounds, LoadReport report)
    {
        await MeasureAloneAsync(rounds, report);
        await MeasureJoiningAsync(rounds, report);
    }

    private static async Task MeasureAloneAsync(int rounds, LoadReport report)
    {
        List<double> starts = [];
        List<double> memory = [];
        for (var round = 1; round <= rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            await using var cluster = await LoadCluster.StartAsync(silos: 1);
            var task = await cluster.Client.SpawnAsync(LoadKinds.NoOp, Payload.Text);
            Payload.CheckTask(await task.GetResultAsync());
            starts.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
            await Task.Delay(Rest, TimeProvider.System);
            memory.Add(ProcessUsage.MemoryOf(cluster.Processes[0].ProcessId) / (double)(1 << 20));
        }

        report.Rows.Add(new("silo alone: start to first result", Spread.Of(starts), "s"));
        report.Rows.Add(new("silo alone: resident memory", Spread.Of(memory), "MiB"));
        report.Targets.Add(Target.AtMost("silo alone: start to first result, s", Statistics.Median(starts), 2.5));
        report.Targets.Add(Target.AtMost("silo alone: resident memory, MiB", Statistics.Median(memory), 150));
    }

    private static async Task MeasureJoiningAsync(int rounds, LoadReport report)
    {
        await using var server = new PostgreSqlServer();
        await server.InitializeAsync();
        await using var cluster = await LoadCluster.StartAsync(connectionString: await server.CreateDatabaseAsync());
        List<double> starts = [];
        for (var round = 1; round <= rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            await using var silo = cluster.LaunchOneMore();
            var ready = await silo.WaitUntilReadyAsync();
            var task = await cluster.Client.SpawnAsync(LoadKinds.NoOp, Payload.Text, new SpawnOptions { Silo = ready.SiloAddress });
            Payload.CheckTask(await task.GetResultAsync());
            starts.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        report.Rows.Add(new("silo joins three over PostgreSQL: start to first result", Spread.Of(starts), "s"));
        report.Targets.Add(Target.AtMost("silo joins three over PostgreSQL: start to first result, s", Statistics.Median(starts), 4));
    }
}
