using System.Collections.Concurrent;
using System.Diagnostics;
using Spawner.Load.Host;
using Spawner.Load.Measuring;
using Spawner.Load.Report;

namespace Spawner.Load.Checks;

/// <summary>
/// Far more tasks than the silos can run, as fast as the client can submit them: memory must level off, what was accepted
/// must end, and what was refused must be told when to come again.
/// </summary>
internal static class Overload
{
    private const int CallerCount = 256;
    private const string QueueOfSilo = "2000";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(24);
    private static readonly TimeSpan TaskTime = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromMilliseconds(500);

    public static async Task MeasureAsync(LoadReport report)
    {
        await using var cluster = await LoadCluster.StartAsync(
            settings: new Dictionary<string, string?> { ["Spawner:Execution:MaximumQueuedTasks"] = QueueOfSilo },
            configure: client => client.BusyTimeout = TimeSpan.Zero);
        var begin = Stopwatch.GetTimestamp();
        var accepted = new ConcurrentBag<TaskHandle<TimeSpan>>();
        var (refused, withoutTime) = (0, 0);
        var memory = SampleMemoryAsync(cluster, begin);
        await Task.WhenAll(Enumerable.Range(0, CallerCount).Select(_ => Task.Run(SubmitAsync)));
        var submitted = accepted.Count + refused;
        var samples = await memory;

        // A task that was accepted and lost fails the run here.
        await Task.WhenAll(accepted.Select(task => task.GetResultAsync()));
        var done = Stopwatch.GetElapsedTime(begin);
        var growth = Growth(samples);
        var ranPerSecond = accepted.Count / done.TotalSeconds;
        var excess = submitted / Duration.TotalSeconds / ranPerSecond;
        report.Rows.Add(One("overload: submitted", submitted, "tasks"));
        report.Rows.Add(One("overload: accepted, and done", accepted.Count, "tasks"));
        report.Rows.Add(One("overload: refused", refused, "tasks"));
        report.Rows.Add(One("overload: submitted, against what ran", excess, "x"));
        report.Rows.Add(new("overload: resident memory of the silos", Spread.Of(samples), "MiB"));
        report.Targets.Add(Target.AtLeast("overload: submitted, against what ran", excess, 10));
        report.Targets.Add(Target.AtMost("overload: memory, last third against the second", growth, 1.1));
        report.Targets.Add(Target.AtMost("overload: refusals without a time to try again", withoutTime, 0));

        async Task SubmitAsync()
        {
            while (Stopwatch.GetElapsedTime(begin) < Duration)
            {
                try
                {
                    accepted.Add(await cluster.Client.SpawnAsync(LoadKinds.Pause, TaskTime));
                }
                catch (SpawnRefusedException busy)
                {
                    Interlocked.Increment(ref refused);
                    Interlocked.Add(ref withoutTime, busy.RetryAfter > TimeSpan.Zero ? 0 : 1);
                }
            }
        }
    }

    private static async Task<List<double>> SampleMemoryAsync(LoadCluster cluster, long begin)
    {
        List<double> samples = [];
        while (Stopwatch.GetElapsedTime(begin) < Duration)
        {
            samples.Add(cluster.Processes.Sum(silo => ProcessUsage.MemoryOf(silo.ProcessId)) / (double)(1 << 20));
            await Task.Delay(SamplePeriod, TimeProvider.System);
        }

        return samples;
    }

    private static double Growth(List<double> samples)
    {
        var third = samples.Count / 3;
        return Statistics.Median(samples[(2 * third)..]) / Statistics.Median(samples[third..(2 * third)]);
    }

    private static Row One(string name, double value, string unit) => new(name, new Spread(value, value, value), unit);
}
