using Spawner.Cli.Processes;
using Spawner.Client;

namespace Spawner.Cli.Running;

/// <summary>
/// Spawns the pieces of a job and follows each to its end. Where a silo is to be killed they are durable, and nothing is spawned
/// again. Else one that was lost with its silo is: the jobs' pieces have no effect outside their results, so running one twice does
/// no harm.
/// </summary>
/// <param name="client">Reaches the cluster.</param>
/// <param name="cluster">Knows the silos by name.</param>
/// <param name="killer"><see langword="null"/> if every silo is to live.</param>
/// <param name="tally">Hears of every piece.</param>
internal sealed class PieceSpawner(ISpawnerClient client, LocalCluster cluster, SiloKiller? killer, RunTally tally)
{
    private readonly SpawnOptions? _options = killer is null ? null : new SpawnOptions { Durable = true };

    /// <summary>Runs pieces, all at once.</summary>
    /// <returns>Their results, in order.</returns>
    /// <exception cref="CommandException">A piece failed.</exception>
    public async Task<TResult[]> RunAllAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IReadOnlyList<TInput> inputs, CancellationToken cancellationToken)
    {
        tally.OnSpawned(inputs.Count);
        if (killer is null or { HasKilled: true })
        {
            var all = await SpawnAsync(kind, inputs, cancellationToken);
            return await FollowAllAsync(kind, inputs, all, cancellationToken);
        }

        // A third is done before the blow, and the rest is held back until then: it strikes silos that surely have work.
        var third = inputs.Count / 3;
        var (early, late) = (inputs.Take(third).ToList(), inputs.Skip(third).ToList());
        var earlyTasks = await SpawnAsync(kind, early, cancellationToken);
        var earlyResults = await FollowAllAsync(kind, early, earlyTasks, cancellationToken);
        var lateTasks = await SpawnAsync(kind, late, cancellationToken);
        killer.KillOne(lateTasks.Select(t => t.Id));
        return [.. earlyResults, .. await FollowAllAsync(kind, late, lateTasks, cancellationToken)];
    }

    private async Task<IReadOnlyList<TaskHandle<TResult>>> SpawnAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IReadOnlyList<TInput> inputs, CancellationToken cancellationToken) =>
        inputs.Count == 0 ? [] : (await client.SpawnManyAsync(kind, inputs, _options, cancellationToken)).Tasks;

    private Task<TResult[]> FollowAllAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IReadOnlyList<TInput> inputs, IReadOnlyList<TaskHandle<TResult>> tasks, CancellationToken cancellationToken) =>
        Task.WhenAll(tasks.Select((task, i) => FollowAsync(kind, inputs[i], task, cancellationToken)));

    private async Task<TResult> FollowAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, TInput input, TaskHandle<TResult> task, CancellationToken cancellationToken)
    {
        while (true)
        {
            var outcome = await task.GetOutcomeAsync(cancellationToken);
            switch (outcome.Phase)
            {
                case TaskPhase.Succeeded:
                    tally.OnDone(cluster.NameOf(outcome));
                    return await task.GetResultAsync(cancellationToken);
                case TaskPhase.Lost when killer is null:
                    tally.OnRespawned();
                    task = await client.SpawnAsync(kind, input, options: null, cancellationToken);
                    break;
                default:
                    throw new CommandException(
                        ExitCodes.Failed,
                        $"Task {outcome.Id} of kind '{outcome.Kind}' ended {outcome.Phase} on {cluster.NameOf(outcome)}: {outcome.Failure?.Type} {outcome.Failure?.Message}");
            }
        }
    }
}
