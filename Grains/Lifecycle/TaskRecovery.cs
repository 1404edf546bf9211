using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Execution;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;
using Spawner.Grains.Telemetry;

namespace Spawner.Grains.Lifecycle;

/// <summary>
/// Brings durable tasks that nobody holds any more to this silo: those of owners that are gone, those that anybody may claim, and
/// those that were given to this silo and of which the answer, or the word of a silo that died, never came. That a task has run for long is never a reason.
/// </summary>
internal sealed partial class TaskRecovery(
    ILocalSiloDetails self,
    TaskLedger ledger,
    Executor executor,
    HandlerRegistry handlers,
    ClusterMembers members,
    ExecutorPeers peers,
    SpawnerInstruments instruments,
    StoreHealth health,
    TimeProvider clock,
    ILogger<TaskRecovery> logger,
    ITaskStore? store = null) : IDisposable
{
    private const int FirstBatch = 50;
    private const int MaximumBatch = 400;

    /// <summary>Tasks that may wait here before no more are claimed: others may have a free slot.</summary>
    private const int MaximumWaiting = 1000;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Between two batches: the other survivors take their part meanwhile.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Signal _due = new();
    private int _mayHaveUndelivered;

    /// <summary>Looks when a silo has gone, when the store tells of new tasks, and each second.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(LookAsync(cancellationToken), store!.ListenAsync(_due.Set, cancellationToken));

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var wait = Period; ; )
            {
                await _due.WaitAsync(wait, cancellationToken);
                wait = executor.State is SiloState.Active or SiloState.Full ? await TryRunOnceAsync(cancellationToken) : Period;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <summary>A silo has gone: what it owned is to be adopted, and it may have given tasks to this one without a word.</summary>
    public void OnSiloGone()
    {
        Volatile.Write(ref _mayHaveUndelivered, 1);
        _due.Set();
    }

    /// <summary>What was written while the store did not answer may be this silo's.</summary>
    public void OnLeaseRegained() => OnSiloGone();

    /// <summary>There may be tasks that nobody owns.</summary>
    public void OnTasksFreed() => _due.Set();

    public void Dispose() => _due.Dispose();

    /// <returns>When to look again, if nothing happens before.</returns>
    private async Task<TimeSpan> TryRunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var owner in await health.AskAsync(StoreUse.Recovery, () => store!.ListOwnersAsync(cancellationToken)))
            {
                if (owner.Number != ledger.Owner && await IsGoneAsync(owner, cancellationToken))
                {
                    await AdoptAsync(owner, cancellationToken);
                }
            }

            executor.SetPaused(await store!.ListPausedAsync(cancellationToken));
            await TakeDeliveredAsync(cancellationToken);
            return await ClaimAsync(cancellationToken) is { } due && due < Period ? due : Period;
        }
        catch (TaskStoreException failure)
        {
            // What was asked for may have been done: then tasks are this silo's, and nobody has told it which.
            Volatile.Write(ref _mayHaveUndelivered, 1);
            LogNotRecovered(failure.Message);
            return Period;
        }
    }

    /// <summary>Of a silo that is known to be dead the lease is ended: whether it is, its writes are refused from then on.</summary>
    private async Task<bool> IsGoneAsync(TaskOwner owner, CancellationToken cancellationToken)
    {
        if (owner.HasEnded)
        {
            return true;
        }

        if (!members.IsKnownDead(SiloAddress.FromParsableString(owner.Silo)))
        {
            return false;
        }

        await store!.EndLeaseAsync(owner.Number, cancellationToken);
        return true;
    }

    private async Task AdoptAsync(TaskOwner owner, CancellationToken cancellationToken)
    {
        var (me, most) = (ledger.Owner, FirstBatch);
        while (await store!.AdoptAsync(me, owner.Number, most, cancellationToken) is { Length: > 0 } tasks)
        {
            LogAdopted(tasks.Length, owner.Name, owner.Silo);
            instruments.OnTasksAdopted(tasks.Length);
            await TakeAsync(tasks, me);
            if (tasks.Length < most)
            {
                return;
            }

            most = Math.Min(2 * most, MaximumBatch);
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <returns>Time until the next one is due, if that is known.</returns>
    private async Task<TimeSpan?> ClaimAsync(CancellationToken cancellationToken)
    {
        while (executor.CountLeft().Waiting < MaximumWaiting)
        {
            var me = ledger.Owner;
            var claimed = await health.AskAsync(
                StoreUse.Recovery, () => store!.ClaimAsync(me, [.. handlers.Weights.Keys], FirstBatch, cancellationToken));
            await TakeAsync([.. claimed.Tasks, .. claimed.Expired], me);
            if (claimed.Tasks.Length < FirstBatch)
            {
                return claimed.NextDue;
            }
        }

        return null;
    }

    private async Task TakeDeliveredAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _mayHaveUndelivered, 0) == 0)
        {
            return;
        }

        var (me, after) = (ledger.Owner, Guid.Empty);
        while (await store!.ListOwnedAsync(me, after, MaximumBatch, cancellationToken) is { Length: > 0 } tasks)
        {
            after = tasks[^1].Definition.Unique;
            await TakeUnknownAsync([.. tasks.Where(task => !executor.Holds(task.Definition.Unique))], me);
        }
    }

    private Task TakeUnknownAsync(StoredTask[] tasks, OwnerNumber owner)
    {
        StoredTask[] news = [.. tasks.Where(executor.IsNews)];
        if (news.Length < tasks.Length)
        {
            // Most likely they had just left; what the store says once that is over is certain.
            Volatile.Write(ref _mayHaveUndelivered, 1);
        }

        return TakeAsync(news, owner);
    }

    /// <summary>If the lease has ended meanwhile they are another silo's, or this one's again once it has looked for them.</summary>
    private async Task TakeAsync(StoredTask[] tasks, OwnerNumber owner)
    {
        if (!ledger.Holds(owner))
        {
            return;
        }

        executor.Adopt(tasks);
        await TellHomesAsync(tasks);
    }

    private Task TellHomesAsync(StoredTask[] tasks) => Task.WhenAll(tasks
        .GroupBy(task => TaskRecords.IdOf(task).Home)
        .Where(group => group.Key is not null)
        .Select(group => TellHomeAsync(group.Key!, [.. group])));

    /// <summary>Whoever follows them through their home, if that lives, is to hear from here.</summary>
    private async Task TellHomeAsync(SiloAddress home, StoredTask[] tasks)
    {
        if (home.Equals(self.SiloAddress) || !members.Live.Contains(home))
        {
            return;
        }

        try
        {
            await peers.Of(home).OnMovedAsync(Array.ConvertAll(tasks, task => new TaskMoved(task.Definition.Unique, self.SiloAddress, task.Run, LeftFollowers: true)));
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogHomeNotTold(tasks.Length, home, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} durable tasks of silo {Name} ({Silo}) go on here")]
    private partial void LogAdopted(int count, string name, string silo);

    [LoggerMessage(LogLevel.Warning, "Durable tasks of other silos could not be looked for, which is tried again: {Reason}")]
    private partial void LogNotRecovered(string reason);

    [LoggerMessage(LogLevel.Warning, "Their home {Home} could not be told that {Count} tasks are here now ({Reason}); whoever waits for them asks again")]
    private partial void LogHomeNotTold(int count, SiloAddress home, string reason);
}
