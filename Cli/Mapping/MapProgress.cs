using Spawner.Cli.Views;

namespace Spawner.Cli.Mapping;

/// <summary>Shows how far a run is, in one line of a terminal that is written over again.</summary>
internal sealed class MapProgress(MapTally tally, TextWriter terminal, TimeProvider clock)
{
    private const int BarWidth = 24;
    private const string ToStartAndErase = "\r\u001b[K";

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    /// <summary>Shows the line until the run has ended, then removes it.</summary>
    public async Task ShowAsync(CancellationToken ended)
    {
        var started = clock.GetTimestamp();
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(Period, clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await terminal.WriteAsync(ToStartAndErase + (ended.IsCancellationRequested ? "" : Line(clock.GetElapsedTime(started))));
        }
    }

    internal string Line(TimeSpan elapsed)
    {
        var (done, read) = (tally.Done, tally.Read);
        var failed = tally.Failed == 0 ? "" : $", {Numbers.Count(tally.Failed)} failed";
        var rate = $"{Numbers.Count((long)(done / Math.Max(elapsed.TotalSeconds, 0.001)))}/s";

        // How many there will be is known once the last line is read.
        return tally.IsReadToEnd && read > 0
            ? $"[{Bar(done, read)}] {Numbers.Count(done)} of {Numbers.Count(read)} done{failed}, {rate}"
            : $"{Numbers.Count(done)} done{failed}, {Numbers.Count(read - done)} under way, {rate}";
    }

    private static string Bar(long done, long of)
    {
        var filled = (int)(done * BarWidth / of);
        return new string('#', filled) + new string('.', BarWidth - filled);
    }
}
