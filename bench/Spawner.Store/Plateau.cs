using System.Diagnostics;

namespace Spawner.Bench.Store;

/// <summary>Whether the tables stop growing when tasks are forgotten as fast as they come.</summary>
internal static class Plateau
{
    private static readonly TaskRetention Retention = new(Succeeded: TimeSpan.FromSeconds(30), Cancelled: TimeSpan.FromSeconds(30), Failed: TimeSpan.FromSeconds(30));
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(ITaskStore store, TableSizes sizes, TimeSpan time)
    {
        await store.OpenAsync(CancellationToken.None);
        var commit = Rates.Turnover(store, await Rates.RegisterAsync(store));
        using var over = new CancellationTokenSource();
        var pruning = PruneAsync(store, over.Token);
        var (watch, commits, next) = (Stopwatch.StartNew(), 0, Period);
        for (; watch.Elapsed < time; commits++)
        {
            await commit();
            if (watch.Elapsed >= next)
            {
                var (live, history, all) = await sizes.ReadAsync();
                Console.WriteLine($"{watch.Elapsed.TotalSeconds:N0} s: {commits * (long)Rates.BatchSize:N0} tasks, live {live / 1e6:N0} MB, history {history / 1e6:N0} MB, all {all / 1e6:N0} MB");
                next += Period;
            }
        }

        await over.CancelAsync();
        await pruning;
    }

    /// <summary>As a silo does it.</summary>
    private static async Task PruneAsync(ITaskStore store, CancellationToken over)
    {
        try
        {
            while (true)
            {
                if (!await store.PruneAsync(Retention, over))
                {
                    await Task.Delay(Period, TimeProvider.System, over);
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The measurement is over.
        }
    }
}
