using Spawner.Client.Intake;
using Spawner.Client.Tasks;
using Spawner.Contracts;

namespace Spawner.Client.Spawning;

/// <summary>Spawns many tasks, or, if the cluster refuses some, none that goes on running.</summary>
internal sealed class BatchSpawner(SpawnSender sender, SemaphoreSlim outstanding, TaskTracker tracker, ReliableIntake intake)
{
    /// <summary>Returns once silos have all tasks.</summary>
    public async Task<TrackedTask[]> SpawnAsync(SpawnEncoder.Encoded batch, CancellationToken cancellationToken)
    {
        var tasks = Array.ConvertAll(batch.Tasks, spec => tracker.Expect(spec.Unique, batch.Origin));
        using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var failures = await Task.WhenAll(SpawnMessages.Split(batch.Tasks)
                .Select(range => SendAsync(batch.Tasks.AsMemory(range), tasks.AsMemory(range), givingUp, cancellationToken))).ConfigureAwait(false);
            if (Array.Find(failures, f => f is not null) is { } failure)
            {
                throw failure;
            }
        }
        catch (SpawnerException failure) when (failure is not ClusterUnavailableException)
        {
            await CancelAcknowledgedAsync(tasks).ConfigureAwait(false);
            throw;
        }
        finally
        {
            foreach (var task in tasks)
            {
                if (!task.IsAcknowledged)
                {
                    tracker.Forget(task);
                }
            }
        }

        return tasks;
    }

    /// <summary>The first message that fails keeps those that wait from being sent. Those under way are waited for, to know what to cancel.</summary>
    private async Task<SpawnerException?> SendAsync(
        ReadOnlyMemory<TaskSpec> specs, ReadOnlyMemory<TrackedTask> tasks, CancellationTokenSource givingUp, CancellationToken cancellationToken)
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
            failure = await sender.SendAsync(Pair(specs.Span, tasks.Span), cancellationToken).ConfigureAwait(false);
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

    private static PendingSpawn[] Pair(ReadOnlySpan<TaskSpec> specs, ReadOnlySpan<TrackedTask> tasks)
    {
        var spawns = new PendingSpawn[specs.Length];
        for (var i = 0; i < spawns.Length; i++)
        {
            spawns[i] = new PendingSpawn(specs[i], tasks[i]);
        }

        return spawns;
    }

    private Task CancelAcknowledgedAsync(IEnumerable<TrackedTask> tasks) => Parallel.ForEachAsync(
        tasks.Where(task => task.IsAcknowledged && !task.HasEnded),
        new ParallelOptions { MaxDegreeOfParallelism = TaskHandles.MaximumOutstandingCancels },
        async (task, cancel) => await intake.CancelAsync(task.Id, cancel).ConfigureAwait(false));
}
