using Spawner.Contracts;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Execution;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Records;

/// <summary>Lists what the store has; of tasks that a live silo holds, that silo tells how they stand.</summary>
internal sealed partial class TaskLister(ClusterMembers members, ExecutorPeers peers, ILogger<TaskLister> logger)
{
    /// <summary>The next tasks that match: fewer than asked for, or none, though others may follow.</summary>
    public async Task<ListedTasks> ListAsync(ITaskStore store, TaskQuery query, CancellationToken cancellationToken)
    {
        // Where the store cannot tell those that match from others, as many as it gives at once are looked through.
        var page = await store.ListAsync(
            query with
            {
                Phases = PhaseConditions.InStore(query.Phases),
                PageSize = PhaseConditions.IsVague(query.Phases) ? SpawnLimits.MaximumPageSize : query.PageSize,
            },
            cancellationToken);
        return PageCut.Take(await DescribeAsync(page.Tasks), query.Phases, query.PageSize, page.Next);
    }

    private async Task<ListedTask[]> DescribeAsync(StoredTask[] tasks)
    {
        var listed = Array.ConvertAll(tasks, task => new ListedTask(task, TaskRecords.ToNotice(TaskRecords.IdOf(task), task).Snapshot!));
        await Task.WhenAll(Enumerable.Range(0, tasks.Length)
            .GroupBy(i => OwnerOf(tasks[i]))
            .Where(group => group.Key is not null)
            .Select(group => AskOwnerAsync(group.Key!, listed, [.. group])));
        return listed;
    }

    /// <summary>The live silo that holds a task.</summary>
    public SiloAddress? OwnerOf(StoredTask task) =>
        task.Owner != OwnerNumber.Nobody && TaskRecords.ReadSilo(task.Silo) is { } owner && members.Live.Contains(owner) ? owner : null;

    private async Task AskOwnerAsync(SiloAddress owner, ListedTask[] listed, int[] which)
    {
        try
        {
            var answers = await peers.Of(owner).FollowAsync(Array.ConvertAll(which, i => listed[i].Snapshot.Id), follower: null, forward: false);
            for (var at = 0; at < which.Length; at++)
            {
                ref var task = ref listed[which[at]];
                if (answers[at]?.Snapshot is { } told && told.Run >= task.Task.Run)
                {
                    task = task with { Snapshot = told };
                }
            }
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogOwnerSilent(which.Length, owner, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Count} tasks are listed as the store has them: silo {Silo}, which holds them, did not answer ({Reason})")]
    private partial void LogOwnerSilent(int count, SiloAddress silo, string reason);
}
