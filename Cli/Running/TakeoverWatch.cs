using System.Globalization;
using Spawner.Cli.Processes;

namespace Spawner.Cli.Running;

/// <summary>Tells when the tasks of a killed silo go on, and how many they are, as the other silos count them.</summary>
/// <param name="cluster">Holds the silos.</param>
/// <param name="tally">Hears of it.</param>
/// <param name="clock">Measures.</param>
/// <param name="narration">Tells the user.</param>
internal sealed class TakeoverWatch(LocalCluster cluster, RunTally tally, TimeProvider clock, TextWriter narration)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>A silo's page of metrics may be so old.</summary>
    private static readonly TimeSpan OldestPage = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Watches from the silo's death until the run has ended; what was counted until then is in the tally.</summary>
    public async Task RunAsync(string killed, CancellationToken ended)
    {
        var began = clock.GetTimestamp();
        using var http = new HttpClient { Timeout = AnswerTimeout };
        while (!ended.IsCancellationRequested)
        {
            await CountAsync(http, killed, began);
            await Task.Delay(Period, clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.Delay(OldestPage, clock, CancellationToken.None);
        await CountAsync(http, killed, began);
    }

    private async Task CountAsync(HttpClient http, string killed, long began)
    {
        var count = await SiloMetrics.CountAdoptedAsync(http, cluster.Silos, CancellationToken.None);
        if (tally.OnTakenOver(count, clock.GetElapsedTime(began)) is { } wentOnAfter)
        {
            await narration.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"Tasks of {killed} go on: {count} taken over so far, {wentOnAfter.TotalSeconds:N1} s after its death."));
        }
    }
}
