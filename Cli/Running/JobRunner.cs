using Spawner.Cli.Processes;
using Spawner.Cli.Progress;

namespace Spawner.Cli.Running;

/// <summary>Runs a job once, on a cluster that lives as long as the run.</summary>
/// <param name="view">Shows how far it is; <see langword="null"/> to show nothing.</param>
/// <param name="pick">Chooses an index below its argument.</param>
/// <param name="clock">Measures.</param>
/// <param name="narration">Tells the user what happens.</param>
internal sealed class JobRunner(IProgressView? view, Func<int, int> pick, TimeProvider clock, TextWriter narration)
{
    public async Task<RunResult<TAnswer>> RunAsync<TAnswer>(
        IDemoJob<TAnswer> job, int silos, int? slots, KillOrder? kill, CancellationToken cancellationToken)
    {
        await using var cluster = await LocalCluster.StartAsync(silos, slots, clock, cancellationToken);
        await using var connection = await cluster.ConnectAsync(cancellationToken);
        var client = connection.Client;
        var totalSlots = await cluster.WaitUntilGatheredAsync(client, job.Kind, cancellationToken);
        await job.WarmUpAsync(client, cancellationToken);

        var tally = new RunTally();
        var killer = kill is null ? null : new SiloKiller(kill, cluster, pick, tally, narration);
        var spawner = new PieceSpawner(client, cluster, killer, tally);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var showing = view?.ShowAsync(new ProgressFeed(client, cluster, tally, clock).FramesAsync(ended.Token)) ?? Task.CompletedTask;
        var started = clock.GetTimestamp();
        try
        {
            var answer = await job.RunAsync(spawner, totalSlots, cancellationToken);
            return new RunResult<TAnswer>(answer, clock.GetElapsedTime(started).TotalSeconds, [.. cluster.Silos.Select(s => s.Name)], tally.Read());
        }
        finally
        {
            await ended.CancelAsync();
            await showing;
        }
    }
}
