using System.Diagnostics;
using Spawner.Bench;
using Spawner.Load.Host;
using Spawner.Load.Measuring;
using Spawner.Load.Report;

namespace Spawner.Load.Checks;

/// <summary>
/// Uneven work that computes, on three silos and on two plain threads: how long until all of it is done. Where other programs
/// want the processor, too, the six threads of the silos get more of it than the two: only a quiet machine tells.
/// </summary>
internal static class Makespan
{
    private const int Tasks = 200;

    public static async Task MeasureAsync(int rounds, LoadReport report)
    {
        await using var cluster = await LoadCluster.StartAsync();
        List<double> silos = [];
        List<double> threads = [];
        for (var warmUp = 0; warmUp < 10; warmUp++)
        {
            await RunAsync(cluster.Client, [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(1), Tasks)]);
        }

        for (var round = 1; round <= rounds; round++)
        {
            // The same work in every run of the bench, another one in each round.
            var random = new Random(round);
            List<TimeSpan> work = [.. Enumerable.Range(0, Tasks).Select(_ => TimeSpan.FromMilliseconds(BoundedPareto.At(random.NextDouble(), 5, 500, 1.1)))];
            threads.Add(PlainThreads.Run(work).TotalSeconds);
            silos.Add(await RunAsync(cluster.Client, work));
        }

        report.Rows.Add(new("uneven work on three silos", Spread.Of(silos), "s"));
        report.Rows.Add(new("uneven work on two threads", Spread.Of(threads), "s"));
        var ratio = report.AddRatio("makespanVsThreads", Spread.Of([.. silos.Zip(threads, (tasks, plain) => tasks / plain)]), betterLow: true);
        report.Targets.Add(Target.AtMost("uneven work, against two threads", ratio, 1.08));
    }

    private static async Task<double> RunAsync(ISpawnerClient client, IReadOnlyList<TimeSpan> work)
    {
        var begin = Stopwatch.GetTimestamp();
        var batch = await client.SpawnManyAsync(LoadKinds.Burn, work);
        await batch.GetResultsAsync();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
