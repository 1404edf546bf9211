using Spawner.Grains.Intake;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Records;

/// <summary>
/// Cancels recorded tasks: those that nobody owns end in the store. For the others the wish is noted there, which whoever gets
/// them next obeys, and their owners are told.
/// </summary>
internal sealed partial class TaskCanceller(TaskLister lister, TaskLocator locator, ExecutorPeers peers, ILogger<TaskCanceller> logger)
{
    // A task that has just been handed over is looked for again; one that moves all the time is met by the noted wish.
    private const int MaximumRounds = 3;

    public async Task CancelAsync(ITaskStore store, Guid[] ids, ChangeTally tally, CancellationToken cancellationToken)
    {
        var after = await store.CancelAsync(ids, cancellationToken);
        await locator.TellHomesAsync(after.OfType<StoredTask>().Where(task => task.Phase == TaskPhase.Cancelled));
        tally.OnChanged(after.Count(task => task?.Phase == TaskPhase.Cancelled));
        tally.OnLeftAlone(LeftAloneReason.ChangedMeanwhile, after.Count(task => task is null));
        tally.OnLeftAlone(LeftAloneReason.AlreadyEnded, after.Count(task => task is { Phase: not TaskPhase.Cancelled } && task.Phase.IsTerminal()));
        var owned = Live(after);
        for (var round = 1; owned.Length > 0; round++)
        {
            var unmet = await TellOwnersAsync(owned, tally);
            if (unmet.Length == 0 || round == MaximumRounds)
            {
                tally.OnChanged(unmet.Length);
                return;
            }

            var now = await store.FindAsync(Array.ConvertAll(unmet, task => task.Definition.Unique), cancellationToken);
            owned = Live(now);
            tally.OnChanged(now.Length - owned.Length);
        }
    }

    private static StoredTask[] Live(StoredTask?[] tasks) => [.. tasks.Where(task => task?.Phase.IsTerminal() is false).Select(task => task!)];

    /// <returns>Those that their owners do not have: they are on their way, or nobody's.</returns>
    private async Task<StoredTask[]> TellOwnersAsync(StoredTask[] tasks, ChangeTally tally)
    {
        var told = await Task.WhenAll(tasks
            .GroupBy(lister.OwnerOf)
            .Select(async group => (Tasks: group.ToArray(), Answers: group.Key is { } owner ? await TellAsync(owner, [.. group]) : null)));
        List<StoredTask> unmet = [];
        foreach (var (asked, answers) in told)
        {
            for (var i = 0; i < asked.Length; i++)
            {
                switch (answers?[i])
                {
                    case null:
                        unmet.Add(asked[i]);
                        break;
                    case CancelAnswer.AlreadyEnded:
                        tally.OnLeftAlone(LeftAloneReason.AlreadyEnded);
                        break;
                    default:
                        tally.OnChanged(1);
                        break;
                }
            }
        }

        return [.. unmet];
    }

    private async Task<CancelAnswer?[]?> TellAsync(SiloAddress owner, StoredTask[] tasks)
    {
        try
        {
            return await peers.Of(owner).CancelAllAsync(Array.ConvertAll(tasks, task => task.Definition.Unique));
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            // Whoever adopts them cancels them.
            LogOwnerSilent(owner, tasks.Length, failure.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} could not be told that {Count} of its tasks are to be cancelled; it is noted in the store: {Reason}")]
    private partial void LogOwnerSilent(SiloAddress silo, int count, string reason);
}
