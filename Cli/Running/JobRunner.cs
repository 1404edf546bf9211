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
    /// <param name="job">What to do.</param>
    /// <param name="silos">How many silos to start.</param>
    /// <param name="slots">Slots of each; <see langword="null"/> for their own default.</param>
    /// <param name="kill">Whether one of them dies; the tasks are durable then.</param>
    /// <param name="pieces">Into how many pieces to cut the job; <see langword="null"/> for as many as suit the slots.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RunResult<TAnswer>> RunAsync<TAnswer>(
        IDemoJob<TAnswer> job, int silos, int? slots, KillOrder? kill, int? pieces, CancellationToken cancellationToken)
    {
        await using var cluster = await LocalCluster.StartAsync(new ClusterPlan(silos, slots, IsDurable: kill is not null), clock, cancellationToken);
        await using var connection = await cluster.ConnectAsync(cancellationToken);
        var client = connection.Client;
        var allSlots = await cluster.WaitUntilGatheredAsync(client, job.Kind, cancellationToken);
        var cut = pieces ?? PieceCount.For(allSlots);
        await job.WarmUpAsync(client, cancellationToken);

        var tally = new RunTally();
        await using var killer = kill is null
            ? null
            : new SiloKiller(kill, cluster, pick, tally, new TakeoverWatch(cluster, tally, clock, narration), narration);
        var spawner = new PieceSpawner(client, cluster, killer, tally);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var showing = view?.ShowAsync(new ProgressFeed(client, cluster, tally, clock, view.Period).FramesAsync(ended.Token)) ?? Task.CompletedTask;
        var started = clock.GetTimestamp();
        try
        {
            var answer = await job.RunAsync(spawner, cut, cancellationToken);
            var seconds = clock.GetElapsedTime(started).TotalSeconds;
            await (killer?.CompleteAsync() ?? Task.CompletedTask);
            return new RunResult<TAnswer>(answer, cut, seconds, [.. cluster.Silos.Select(s => s.Name)], tally.Read());
        }
        finally
        {
            await ended.CancelAsync();
            await showing;
        }
    }
}
