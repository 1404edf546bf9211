using Spawner.Contracts;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Records;

/// <summary>
/// Retries, cancels and discards a bounded number of tasks: those that are named, or the next that a filter matches, the newest
/// first, so that tasks that come meanwhile are none of its business.
/// </summary>
internal sealed class TaskChanger(TaskLister lister, TaskCanceller canceller, EndedTaskForgetter forgetter, TaskRecovery recovery)
{
    /// <summary>Tasks that are held at once with their payloads, which may have half a MiB each.</summary>
    private const int Chunk = 50;

    public async Task<RecordsChanged> ChangeAsync(ITaskStore store, RecordsChange change, CancellationToken cancellationToken)
    {
        var tally = new ChangeTally();
        if (change.Filter is { } filter)
        {
            var query = RecordsQueries.ToQuery(change.Caller, filter) with
            {
                Phases = filter.Phases ?? ChangeRules.DefaultPhases(change.Verb),
                PageSize = SpawnLimits.MaximumManagedTasks,
                Cursor = change.Cursor,
            };
            var page = await lister.ListAsync(store, query, cancellationToken);
            await ApplyAsync(store, change, [.. page.Tasks.Select(listed => listed.Task)], tally, cancellationToken);
            return tally.ToReply(page.Next);
        }

        foreach (var ids in change.Ids!.Distinct().Chunk(Chunk))
        {
            var found = (await store.FindAsync(ids, cancellationToken))
                .Where(task => task?.Definition.Namespace == change.Caller.Namespace)
                .Select(task => task!)
                .ToArray();
            tally.OnLeftAlone(LeftAloneReason.Unknown, ids.Length - found.Length);
            await ApplyAsync(store, change, found, tally, cancellationToken);
        }

        return tally.ToReply(next: null);
    }

    private async Task ApplyAsync(ITaskStore store, RecordsChange change, StoredTask[] tasks, ChangeTally tally, CancellationToken cancellationToken)
    {
        List<StoredTask> meant = [];
        foreach (var task in tasks)
        {
            if (ChangeRules.WhyLeftAlone(change.Verb, task, change.Kinds) is { } why)
            {
                tally.OnLeftAlone(why);
            }
            else
            {
                meant.Add(task);
            }
        }

        foreach (var chunk in meant.Chunk(Chunk))
        {
            await (change.Verb switch
            {
                RecordsVerb.Retry => RetryAsync(store, chunk, change.Input, tally, cancellationToken),
                RecordsVerb.Cancel => canceller.CancelAsync(store, Ids(chunk), tally, cancellationToken),
                _ => DiscardAsync(store, chunk, tally, cancellationToken),
            });
        }
    }

    private async Task RetryAsync(ITaskStore store, StoredTask[] tasks, byte[]? input, ChangeTally tally, CancellationToken cancellationToken)
    {
        await forgetter.ForgetAsync(Ids(tasks));

        // No array would become no bytes, which are an input.
        var other = input is null ? default(ReadOnlyMemory<byte>?) : input.AsMemory();
        var revived = await store.ReviveAsync(Ids(tasks), other, cancellationToken);
        tally.OnChanged(revived);
        if (revived > 0)
        {
            recovery.OnTasksFreed();
        }

        var left = tasks.Length - revived;
        var keyTaken = left == 0 ? 0 : Math.Min(left, await CountStillEndedAsync(store, tasks, cancellationToken));
        tally.OnLeftAlone(LeftAloneReason.KeyTaken, keyTaken);
        tally.OnLeftAlone(LeftAloneReason.ChangedMeanwhile, left - keyTaken);
    }

    /// <summary>Of those with a key, which alone may be refused.</summary>
    private static async Task<int> CountStillEndedAsync(ITaskStore store, StoredTask[] tasks, CancellationToken cancellationToken)
    {
        var keyed = tasks.Where(task => task.Definition.Key is not null).ToDictionary(task => task.Definition.Unique);
        var now = await store.FindAsync([.. keyed.Keys], cancellationToken);
        return now.Count(task => task is not null && task.Phase.IsTerminal() && task.Run == keyed[task.Definition.Unique].Run);
    }

    private async Task DiscardAsync(ITaskStore store, StoredTask[] tasks, ChangeTally tally, CancellationToken cancellationToken)
    {
        await forgetter.ForgetAsync(Ids(tasks));
        var discarded = await store.DiscardAsync(Ids(tasks), cancellationToken);
        tally.OnChanged(discarded);
        tally.OnLeftAlone(LeftAloneReason.ChangedMeanwhile, tasks.Length - discarded);
    }

    private static Guid[] Ids(StoredTask[] tasks) => Array.ConvertAll(tasks, task => task.Definition.Unique);
}
