using Spawner.Client.Intake;
using Spawner.Client.Tasks;

namespace Spawner.Client.Spawning;

/// <summary>Spawns many tasks, or, if the cluster refuses some, none that goes on running.</summary>
internal sealed class BatchSpawner(SpawnSender sender, SemaphoreSlim outstanding, TaskTracker tracker, ReliableIntake intake)
{
    /// <summary>Returns once silos have all tasks.</summary>
    public async Task<IReadOnlyList<TrackedTask>> SpawnAsync(SpawnEncoder.Encoded batch, CancellationToken cancellationToken)
    {
        var spawns = Array.ConvertAll(batch.Tasks, spec => new PendingSpawn(spec, tracker.Expect(spec.Unique, batch.Origin)));
        using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var failures = await Task.WhenAll(SpawnMessages.Split(spawns).Select(m => SendAsync(m, givingUp, cancellationToken))).ConfigureAwait(false);
            if (Array.Find(failures, f => f is not null) is { } failure)
            {
                throw failure;
            }
        }
        catch (SpawnerException failure) when (failure is not ClusterUnavailableException)
        {
            await CancelAcknowledgedAsync(spawns).ConfigureAwait(false);
            throw;
        }
        finally
        {
            foreach (var spawn in spawns.Where(s => !s.Task.IsAcknowledged))
            {
                tracker.Forget(spawn.Task);
            }
        }

        return Array.ConvertAll(spawns, s => s.Task);
    }

    /// <summary>The first message that fails keeps those that wait from being sent. Those under way are waited for, to know what to cancel.</summary>
    private async Task<SpawnerException?> SendAsync(IReadOnlyList<PendingSpawn> message, CancellationTokenSource givingUp, CancellationToken cancellationToken)
    {
        try
        {
            await outstanding.WaitAsync(givingUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        SpawnerException? failure;
        try
        {
            failure = await sender.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (SpawnerException thrown)
        {
            failure = thrown;
        }
        finally
        {
            outstanding.Release();
        }

        if (failure is not null)
        {
            await givingUp.CancelAsync().ConfigureAwait(false);
        }

        return failure;
    }

    private Task CancelAcknowledgedAsync(IEnumerable<PendingSpawn> spawns) => Parallel.ForEachAsync(
        spawns.Where(s => s.Task.IsAcknowledged && !s.Task.HasEnded),
        new ParallelOptions { MaxDegreeOfParallelism = TaskHandles.MaximumOutstandingCancels },
        async (spawn, cancel) => await intake.CancelAsync(spawn.Task.Id, cancel).ConfigureAwait(false));
}
