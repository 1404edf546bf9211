using System.Diagnostics;
using Spawner.Load.Measuring;

namespace Spawner.Load.Scenarios;

/// <summary>Concurrent callers, each of whom makes one call after another.</summary>
internal static class Callers
{
    /// <param name="callers">How many.</param>
    /// <param name="window">No call begins later.</param>
    /// <param name="call">One call of the caller with that number.</param>
    public static async Task<Work> RunAsync(int callers, TimeSpan window, Func<int, Task> call)
    {
        var begin = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller))));
        double[] all = [.. latencies.SelectMany(latency => latency)];
        return new Work(all.Length, all);

        async Task<List<double>> CallAsync(int caller)
        {
            List<double> took = [];
            do
            {
                var started = Stopwatch.GetTimestamp();
                await call(caller);
                took.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            }
            while (Stopwatch.GetElapsedTime(begin) < window);
            return took;
        }
    }
}
