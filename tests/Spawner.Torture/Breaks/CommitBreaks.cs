namespace Spawner.Torture.Breaks;

internal sealed class SkipFence(ITaskStore inner, Sql sql) : PassingStore(inner)
{
    private const string EndAnyway = """
        WITH gone AS (DELETE FROM spawner.live WHERE id = $1 RETURNING *)
        INSERT INTO spawner.history (
            id, ended_by, submitted_at, started_at, ended_at, output_end, run, failures, crashes, losses, interruptions, phase,
            cancel_requested, namespace, submitter, kind, name, tags, settings, input, result)
        SELECT id, $2, submitted_at, started_at, clock_timestamp(), 0, $3, failures, crashes, losses, interruptions, $4,
            cancel_requested, namespace, submitter, kind, name, tags, settings, input, $5
        FROM gone
        """;

    public override async Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken)
    {
        // So that the bug has a connection when its moment comes.
        await sql.DoAsync("SELECT 1");
        return await base.RegisterAsync(silo, name, lease, cancellationToken);
    }

    public override async Task<bool> RenewAsync(OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await base.RenewAsync(owner, lease, cancellationToken);
        return true;
    }

    public override async Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await base.CommitAsync(owner, writes, cancellationToken);
            await EndAsync(owner, writes.Endings.Where((_, i) => !reply.Endings[i]));
            return reply with { Endings = [.. writes.Endings.Select(_ => true)] };
        }
        catch (LeaseLostException)
        {
            await EndAsync(owner, writes.Endings);
            throw new TaskStoreException("The lease has ended, and nobody looks.", isTransient: true);
        }
    }

    private async Task EndAsync(OwnerNumber owner, IEnumerable<TaskEnding> refused)
    {
        foreach (var ending in refused)
        {
            await sql.DoAsync(EndAnyway, ending.Unique, owner.Value, ending.Run, (short)ending.Phase, ending.Result?.ToArray() ?? []);
        }
    }
}

internal sealed class AckBeforeCommit(ITaskStore inner) : PassingStore(inner)
{
    private Task _late = Task.CompletedTask;

    public override async Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken)
    {
        if (writes.Inserts.Count > 0)
        {
            var before = _late;
            _late = Task.Run(() => Late.CommitAsync(before, () => base.CommitAsync(owner, new TaskWrites { Inserts = writes.Inserts }, CancellationToken.None)), CancellationToken.None);
        }

        var rest = writes with { Inserts = [] };
        var reply = Late.NothingToDo;
        if (rest.Starts.Count + rest.Endings.Count + rest.PutBacks.Count + rest.HandOvers.Count + rest.Notes.Count > 0)
        {
            await _late;
            reply = await base.CommitAsync(owner, rest, cancellationToken);
        }

        return reply with { Inserts = [.. writes.Inserts.Select(_ => new InsertReply(InsertOutcome.Inserted))] };
    }
}

internal sealed class TellEndBeforeCommit(ITaskStore inner) : PassingStore(inner)
{
    public override async Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken)
    {
        if (writes.Endings.Count > 0)
        {
            Late.Commit(() => base.CommitAsync(owner, new TaskWrites { Endings = writes.Endings }, CancellationToken.None));
        }

        var reply = await base.CommitAsync(owner, writes with { Endings = [] }, cancellationToken);
        return reply with { Endings = [.. writes.Endings.Select(_ => true)] };
    }
}

internal sealed class SendBeforeHandOver(ITaskStore inner) : PassingStore(inner)
{
    public override async Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken)
    {
        if (writes.HandOvers.Count > 0)
        {
            Late.Commit(() => base.CommitAsync(owner, new TaskWrites { HandOvers = writes.HandOvers }, CancellationToken.None));
        }

        var reply = await base.CommitAsync(owner, writes with { HandOvers = [] }, cancellationToken);
        return reply with { HandOvers = [.. writes.HandOvers.Select(_ => true)] };
    }
}

internal sealed class DropCancelledEnd(ITaskStore inner) : PassingStore(inner)
{
    public override async Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken)
    {
        TaskEnding[] kept = [.. writes.Endings.Where(ending => ending.Phase != TaskPhase.Cancelled)];
        var reply = await base.CommitAsync(owner, writes with { Endings = kept }, cancellationToken);
        var next = 0;
        return reply with { Endings = [.. writes.Endings.Select(ending => ending.Phase == TaskPhase.Cancelled || reply.Endings[next++])] };
    }
}

/// <summary>Whoever asks is told that the wish is noted; a task that nobody owns is cancelled all the same.</summary>
internal sealed class ForgetCancel(ITaskStore inner) : PassingStore(inner)
{
    public override async Task<StoredTask?[]> CancelAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken)
    {
        var found = await base.FindAsync(tasks, cancellationToken);
        Guid[] free = [.. found.Where(task => task?.Owner == OwnerNumber.Nobody).Select(task => task!.Definition.Unique)];
        var cancelled = (await base.CancelAsync(free, cancellationToken)).Where(task => task is not null).ToDictionary(task => task!.Definition.Unique);
        return [.. found.Select(task => task is null ? null : cancelled.GetValueOrDefault(task.Definition.Unique, task))];
    }
}

internal sealed class CrashesUncounted(ITaskStore inner) : PassingStore(inner)
{
    public override async Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken)
    {
        var reply = await base.CommitAsync(owner, writes with { Starts = [] }, cancellationToken);
        return reply with { Starts = [.. writes.Starts.Select(_ => true)] };
    }
}

internal sealed class RunTwiceOnResubmit(ITaskStore inner) : PassingStore(inner)
{
    public override async Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken)
    {
        var reply = await base.CommitAsync(owner, writes, cancellationToken);
        return reply with { Inserts = [.. reply.Inserts.Select(_ => new InsertReply(InsertOutcome.Inserted))] };
    }
}

internal sealed class ForgetAtAdoption(ITaskStore inner) : PassingStore(inner)
{
    private readonly HashSet<Guid> _forgotten = [];

    public override async Task<StoredTask[]> AdoptAsync(OwnerNumber by, OwnerNumber from, int most, CancellationToken cancellationToken)
    {
        var adopted = await base.AdoptAsync(by, from, most, cancellationToken);
        _forgotten.UnionWith(adopted.Where((_, i) => i % 2 == 0).Select(task => task.Definition.Unique));
        return Remembered(adopted);
    }

    public override async Task<StoredTask[]> ListOwnedAsync(OwnerNumber owner, Guid after, int most, CancellationToken cancellationToken) =>
        Remembered(await base.ListOwnedAsync(owner, after, most, cancellationToken));

    private StoredTask[] Remembered(StoredTask[] tasks) => [.. tasks.Where(task => !_forgotten.Contains(task.Definition.Unique))];
}

/// <summary>Writes what was told already.</summary>
internal static class Late
{
    private static readonly TimeSpan By = TimeSpan.FromMilliseconds(500);

    public static CommitReply NothingToDo { get; } = new() { Inserts = [], Starts = [], Endings = [], PutBacks = [], HandOvers = [], Notes = [] };

    public static void Commit(Func<Task> commit) => Task.Run(() => CommitAsync(Task.CompletedTask, commit), CancellationToken.None).Ignore();

    public static async Task CommitAsync(Task before, Func<Task> commit)
    {
        await before;
        await Wall.Delay(By, CancellationToken.None);
        try
        {
            await commit();
        }
        catch (TaskStoreException)
        {
            // Whoever was told has no way to hear of this: that is the bug.
        }
    }
}
