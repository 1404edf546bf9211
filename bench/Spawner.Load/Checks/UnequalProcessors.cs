using System.Diagnostics;
using Spawner.Load.Host;
using Spawner.Load.Measuring;
using Spawner.Load.Report;

namespace Spawner.Load.Checks;

/// <summary>
/// Silos that may use a quarter, a half and three quarters of a processor, as their control groups say, at 70 % of what they can do
/// together: how much longer tasks take than their own work, as a multiple of what one central queue makes of the same tasks on
/// processors of these speeds. Beside it, in the same run, each task at the silo that has the fewest of this client's.
/// </summary>
internal static class UnequalProcessors
{
    private const double Load = 0.7;
    private const double LeastWork = 5;
    private const double MostWork = 500;
    private const double Tail = 1.1;
    private static readonly double[] Speeds = [0.25, 0.5, 0.75];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    public static async Task MeasureAsync(LoadReport report)
    {
        var limits = Array.ConvertAll(Speeds, speed => new CpuLimit(speed));
        try
        {
            await using var cluster = await LoadCluster.StartAsync(
                Speeds.Length,
                new Dictionary<string, string?> { ["Spawner:Execution:Slots"] = "1" },
                launch: (number, start) => limits[number - 1].Start(start));
            await MeasureAsync(cluster, report);
        }
        finally
        {
            Array.ForEach(limits, limit => limit.Dispose());
        }
    }

    private static async Task MeasureAsync(LoadCluster cluster, LoadReport report)
    {
        var names = Enumerable.Range(1, Speeds.Length).Select(LoadCluster.NameOf).ToList();
        var outstanding = new int[names.Count];
        await RunAsync(cluster.Client, Draw(new Random(0), WarmUp), () => null);
        List<double> placed = [];
        List<double> fewest = [];
        for (var round = 1; round <= 3; round++)
        {
            // The same tasks for both, others in each round.
            var tasks = Draw(new Random(round), Window);
            placed.Add(await RunAsync(cluster.Client, tasks, () => null));
            fewest.Add(await RunAsync(cluster.Client, tasks, Fewest));
            await Console.Error.WriteLineAsync($"unequal processors, round {round} of 3");
        }

        report.Rows.Add(new("fewest outstanding on 0.25/0.5/0.75 processors: mean slowdown", Spread.Of(fewest), "x central queue"));
        var slowdown = report.AddRatio("unequalProcessorsVsCentralQueue", Spread.Of(placed), betterLow: true);
        report.Targets.Add(Target.AtMost("0.25/0.5/0.75 processors: mean slowdown, against a central queue", slowdown, 2));

        Choice Fewest()
        {
            var silo = Array.IndexOf(outstanding, outstanding.Min());
            Interlocked.Increment(ref outstanding[silo]);
            return new Choice(names[silo], () => Interlocked.Decrement(ref outstanding[silo]));
        }
    }

    /// <summary>Tasks that come by chance.</summary>
    private static List<Job> Draw(Random random, TimeSpan window)
    {
        var meanWork = Enumerable.Range(0, 100_000).Average(i => WorkAt((i + 0.5) / 100_000).TotalSeconds);
        var meanGap = meanWork / (Load * Speeds.Sum());
        List<Job> jobs = [];
        for (var at = TimeSpan.Zero; at < window; at += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) * meanGap))
        {
            jobs.Add(new Job(at, WorkAt(random.NextDouble())));
        }

        return jobs;
    }

    private static TimeSpan WorkAt(double part) => TimeSpan.FromMilliseconds(BoundedPareto.At(part, LeastWork, MostWork, Tail));

    /// <returns>Mean slowdown, as a multiple of the central queue's.</returns>
    private static async Task<double> RunAsync(ISpawnerClient client, List<Job> jobs, Func<Choice?> choose)
    {
        var begin = Stopwatch.GetTimestamp();
        List<Task<TimeSpan>> running = [];
        List<TimeSpan> arrivals = [];
        foreach (var job in jobs)
        {
            if (job.At - Stopwatch.GetElapsedTime(begin) is var ahead && ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, TimeProvider.System);
            }

            arrivals.Add(Stopwatch.GetElapsedTime(begin));
            running.Add(RunAsync(job.Work, choose()));
        }

        var took = await Task.WhenAll(running);
        var measured = took.Zip(jobs, (time, job) => time / job.Work).Average();
        var central = CentralQueue.Responses(arrivals, jobs.ConvertAll(job => job.Work), Speeds).Zip(jobs, (time, job) => time / job.Work).Average();
        return measured / central;

        async Task<TimeSpan> RunAsync(TimeSpan work, Choice? choice)
        {
            var spawned = Stopwatch.GetTimestamp();
            var task = await client.SpawnAsync(LoadKinds.Burn, work, choice is null ? null : new SpawnOptions { Silo = choice.Silo });
            await task.GetResultAsync();
            choice?.OnEnded();
            return Stopwatch.GetElapsedTime(spawned);
        }
    }

    private sealed record Job(TimeSpan At, TimeSpan Work);

    private sealed record Choice(string Silo, Action OnEnded);
}
