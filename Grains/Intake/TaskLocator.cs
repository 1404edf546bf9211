using Spawner.Contracts;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Execution;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Intake;

/// <summary>
/// Finds tasks by their ids: at their home, which knows who took them over; if the home is dead, by asking every live silo; then
/// in the store. A task that none of them knows is lost with its home.
/// </summary>
internal sealed partial class TaskLocator(
    ClusterMembers members, ExecutorPeers peers, Notes.StoredOutput storedOutput, OutputReader outputs, ILogger<TaskLocator> logger, ITaskStore? store = null)
{
    private const string UnknownKind = "unknown";

    /// <summary>What is known of each task, in order; <see langword="null"/> where its home lives and does not know it.</summary>
    public async Task<TaskNotice?[]> FollowAsync(TaskId[] ids, Follower? follower)
    {
        var notices = new TaskNotice?[ids.Length];
        await Task.WhenAll(Enumerable.Range(0, ids.Length)
            .GroupBy(i => ids[i].Home)
            .Select(group => AskAsync(group.Key, [.. group])));
        await AskStoreAsync(ids, notices, follower);
        for (var i = 0; i < ids.Length; i++)
        {
            notices[i] ??= ids[i].Home is { } home && await members.IsDeadAsync(home) ? Lost(ids[i], home, members.NameOf(home)) : null;
        }

        return notices;

        async Task AskAsync(SiloAddress? home, int[] which)
        {
            var asked = Array.ConvertAll(which, i => ids[i]);
            var answers = home is not null && !await members.IsDeadAsync(home)
                ? await peers.Of(home).FollowAsync(asked, follower, forward: true)
                : await AskEveryoneAsync(asked, follower);
            for (var i = 0; i < which.Length; i++)
            {
                notices[which[i]] = answers[i];
            }
        }
    }

    /// <summary>Asks a task to stop, wherever it is.</summary>
    public async Task<CancelAnswer?> CancelAsync(TaskId id)
    {
        if (id.Home is { } home && !await members.IsDeadAsync(home))
        {
            return await peers.Of(home).CancelAsync(id, forward: true) ?? await CancelInStoreAsync(id);
        }

        var answers = await Task.WhenAll(members.Live.Select(silo => peers.Of(silo).CancelAsync(id, forward: false)));
        return Array.Find(answers, answer => answer is not null) ?? await CancelInStoreAsync(id) ?? (id.Home is null ? null : CancelAnswer.AlreadyEnded);
    }

    /// <summary>Another task has taken its place, and it was cancelled in the store: the silo that has it queued drops it.</summary>
    public async Task TellReplacedAsync(StoredTask task)
    {
        var id = TaskRecords.IdOf(task);
        if (TaskRecords.ReadSilo(task.Silo) is { } holder && members.Live.Contains(holder))
        {
            await peers.Of(holder).CancelAsync(id, forward: false);
        }
        else
        {
            await TellHomesAsync([task]);
        }
    }

    /// <summary>Tasks that nobody owned have ended in the store: their homes tell whoever follows them.</summary>
    public Task TellHomesAsync(IEnumerable<StoredTask> ended) => Task.WhenAll(ended
        .Select(task => TaskRecords.ToNotice(TaskRecords.IdOf(task), task))
        .Where(notice => notice.Id.Home is { } home && members.Live.Contains(home))
        .GroupBy(notice => notice.Id.Home!)
        .Select(group => peers.Of(group.Key).OnEndedInStoreAsync([.. group])));

    /// <summary>What a task's placement was decided from; <see langword="null"/> if that is no longer known.</summary>
    public async Task<PastDecision?> ExplainDecisionAsync(TaskNotice notice, string kind)
    {
        if (notice.Trail is not { } trail || !members.Live.Contains(trail.Placer))
        {
            return null;
        }

        try
        {
            return await peers.Of(trail.Placer).ExplainDecisionAsync(trail.Decision, kind, notice.Demands);
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            // It leaves, or is about to be declared dead.
            LogDecisionUnknown(notice.Id, trail.Placer, failure.Message);
            return null;
        }
    }

    private async Task<TaskNotice?[]> AskEveryoneAsync(TaskId[] ids, Follower? follower)
    {
        var answers = await Task.WhenAll(members.Live.Select(silo => peers.Of(silo).FollowAsync(ids, follower, forward: false)));

        // Of a durable task that was retried a silo may remember the end of an earlier run.
        return [.. ids.Select((_, i) => answers.Select(a => a[i]).MaxBy(notice => notice?.Run ?? 0))];
    }

    /// <summary>What no silo knows may be a durable task that has ended long ago, or that is on its way to another silo.</summary>
    private async Task AskStoreAsync(TaskId[] ids, TaskNotice?[] notices, Follower? follower)
    {
        var unknown = store is null ? [] : Enumerable.Range(0, ids.Length).Where(i => notices[i] is null).ToArray();
        if (unknown.Length == 0)
        {
            return;
        }

        var stored = await StoreQuestion.AskAsync(
            "Tasks could not be looked for", () => store!.FindAsync(Array.ConvertAll(unknown, i => ids[i].Unique), CancellationToken.None));
        for (var at = 0; at < unknown.Length; at++)
        {
            var i = unknown[at];
            notices[i] = stored[at] is not { } task ? null
                : await AskOwnerAsync(ids[i], task, follower) ?? TaskRecords.ToNotice(ids[i], task);
        }
    }

    private async Task<TaskNotice?> AskOwnerAsync(TaskId id, StoredTask task, Follower? follower) =>
        OwnerOf(task) is { } owner ? (await peers.Of(owner).FollowAsync([id], follower, forward: false))[0] : null;

    /// <summary>The live silo that owns a task.</summary>
    private SiloAddress? OwnerOf(StoredTask task) =>
        task.Owner != OwnerNumber.Nobody && TaskRecords.ReadSilo(task.Silo) is { } owner && members.Live.Contains(owner) ? owner : null;

    private async Task<CancelAnswer?> CancelInStoreAsync(TaskId id)
    {
        if (await storedOutput.FindAsync(id.Unique) is not { } before)
        {
            return null;
        }

        if (before.Phase.IsTerminal())
        {
            // Whoever follows it may not know: a run that was to be put back was cancelled instead.
            await TellHomesAsync([before]);
            return CancelAnswer.AlreadyEnded;
        }

        var after = (await StoreQuestion.AskAsync($"Task {id} could not be cancelled", () => store!.CancelAsync([id.Unique], CancellationToken.None)))[0];
        if (after is { Phase: TaskPhase.Cancelled })
        {
            await TellHomesAsync([after]);
            return CancelAnswer.Cancelled;
        }

        return after switch
        {
            { } task when task.Phase.IsTerminal() => CancelAnswer.AlreadyEnded,
            { } task when OwnerOf(task) is { } owner => await peers.Of(owner).CancelAsync(id, forward: false) ?? CancelAnswer.Signalled,
            _ => CancelAnswer.Signalled,
        };
    }

    private static TaskNotice Lost(TaskId id, SiloAddress home, string? homeName) => new()
    {
        Id = id,
        Phase = TaskPhase.Lost,
        Run = 1,
        Silo = home,
        SiloName = homeName,
    };

    /// <summary>The picture of a lost task of which nothing but its id is left.</summary>
    public static TaskSnapshot SnapshotOf(TaskNotice notice, TimeProvider clock) => notice.Snapshot ?? new TaskSnapshot
    {
        Id = notice.Id,
        Phase = notice.Phase,
        Kind = UnknownKind,
        Namespace = UnknownKind,
        Submitter = UnknownKind,
        Run = notice.Run,
        Silo = notice.Silo,
        SiloName = notice.SiloName,
        SubmittedAt = clock.GetUtcNow(),
        EndedAt = clock.GetUtcNow(),
    };

    [LoggerMessage(LogLevel.Debug, "What task {TaskId} was placed from is not known: silo {Silo} did not answer ({Reason})")]
    private partial void LogDecisionUnknown(TaskId taskId, SiloAddress silo, string reason);
}
