namespace Spawner.Grains.Storage;

/// <content>Writes of an owner about its tasks.</content>
internal sealed partial class MemoryTaskStore
{
    public Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken) => Do(() =>
    {
        var by = Require(owner);
        return new CommitReply
        {
            Inserts = InsertAll(by, writes.Inserts),
            Starts = [.. writes.Starts.Select(start => Start(by, start))],
            Endings = [.. writes.Endings.Select(ending => End(by, ending))],
            PutBacks = [.. writes.PutBacks.Select(putBack => PutBack(by, putBack))],
            HandOvers = [.. writes.HandOvers.Select(handOver => HandOver(by, handOver))],
            Notes = [.. writes.Notes.Select(note => Note(by, note))],
        };
    });

    // Those with keys come in the order of these, as in the stores that lock rows.
    private InsertReply[] InsertAll(MemoryOwner by, IReadOnlyList<TaskInsert> inserts)
    {
        var replies = new Dictionary<Guid, InsertReply>();
        var inserted = new HashSet<Guid>();
        foreach (var insert in inserts.OrderBy(insert => insert.Definition.Key?.Text, StringComparer.Ordinal).ThenBy(insert => insert.Definition.Unique))
        {
            replies[insert.Definition.Unique] = Insert(by, insert, inserted);
        }

        return [.. inserts.Select(insert => replies[insert.Definition.Unique])];
    }

    private InsertReply Insert(MemoryOwner by, TaskInsert insert, HashSet<Guid> inserted)
    {
        var definition = insert.Definition;
        if (tasks.TryGetValue(definition.Unique, out var known))
        {
            return new(InsertOutcome.Known, known.Task);
        }

        StoredTask? replaced = null;
        if (Holder(definition) is { } holder
            && (insert.OnConflict != KeyConflict.Replace || inserted.Contains(holder.Task.Definition.Unique) || !GivesWay(holder, out replaced)))
        {
            return new(InsertOutcome.KeyTaken, holder.Task);
        }

        TimeSpan? delay = !insert.IsOwned && insert.Delay > TimeSpan.Zero ? insert.Delay : null;
        var task = new StoredTask
        {
            Definition = definition,
            Phase = delay is null ? TaskPhase.Queued : TaskPhase.Scheduled,
            Owner = insert.IsOwned ? by.Number : OwnerNumber.Nobody,
            Silo = insert.IsOwned ? by.Silo : null,
            SiloName = insert.IsOwned ? by.Name : null,
            Run = 1,
            SubmittedAt = Now,
            DueAt = Now + delay,
            ExpiresAt = insert.IsOwned ? null : Now + insert.Expiry,
        };
        tasks.Add(definition.Unique, new(task, task.DueAt ?? Now));
        TakeKey(definition);
        inserted.Add(definition.Unique);
        return new(InsertOutcome.Inserted, replaced);
    }

    private bool GivesWay(MemoryTask holder, out StoredTask? cancelled)
    {
        cancelled = null;
        if (holder.Task.Phase is TaskPhase.Scheduled or TaskPhase.Queued)
        {
            End(holder, holder.Task.Owner, TaskPhase.Cancelled);
            cancelled = holder.Task;
        }

        return holder.Task.Phase.IsTerminal();
    }

    private bool Start(MemoryOwner by, TaskStart start)
    {
        if (Mine(by, start.Unique, start.Run) is not { } task)
        {
            return false;
        }

        if (task.Task.Phase != TaskPhase.Running)
        {
            task.Task = task.Task with { Phase = TaskPhase.Running, StartedAt = Now };
        }

        return true;
    }

    private bool End(MemoryOwner by, TaskEnding ending)
    {
        if (Mine(by, ending.Unique, ending.Run) is not { } task)
        {
            return Stands(by, ending.Unique, ending.Run, ending.Phase);
        }

        task.Task = task.Task with
        {
            StartedAt = ending.RanFor is { } ranFor ? Now - ranFor : task.Task.StartedAt,
            Result = ending.Result,
            Failure = ending.Failure ?? task.Task.Failure,
            Failures = task.Task.Failures + (ending.Phase is TaskPhase.Failed or TaskPhase.TimedOut ? 1 : 0),
        };
        End(task, by.Number, ending.Phase);
        return true;
    }

    private bool PutBack(MemoryOwner by, TaskPutBack putBack)
    {
        if (Mine(by, putBack.Unique, putBack.Run) is not { } task)
        {
            return Stands(by, putBack.Unique, putBack.Run, TaskPhase.Scheduled)
                || Stands(by, putBack.Unique, putBack.Run, TaskPhase.Queued)
                || Stands(by, putBack.Unique, putBack.Run, TaskPhase.Cancelled);
        }

        task.Task = task.Task with
        {
            Failures = task.Task.Failures + (putBack.Why == PutBackReason.Failed ? 1 : 0),
            Interruptions = task.Task.Interruptions + (putBack.Why == PutBackReason.Interrupted ? 1 : 0),
            Failure = putBack.Failure ?? task.Task.Failure,
        };
        if (task.Task.CancelRequested)
        {
            End(task, by.Number, TaskPhase.Cancelled);
            return true;
        }

        var isDelayed = putBack.Delay > TimeSpan.Zero;
        task.LastOwner = by.Number;
        task.ReadyAt = isDelayed ? Now + putBack.Delay : Now;
        task.Task = Unowned(task.Task) with
        {
            Phase = isDelayed ? TaskPhase.Scheduled : TaskPhase.Queued,
            DueAt = isDelayed ? task.ReadyAt : null,
            ExpiresAt = Now + putBack.Expiry,
        };
        return true;
    }

    private bool HandOver(MemoryOwner by, TaskHandOver handOver)
    {
        if (Live(handOver.Unique) is { } now && now.Task.Owner == handOver.To && now.Task.Run == handOver.Run + 1)
        {
            return true;
        }

        if (Mine(by, handOver.Unique, handOver.Run) is not { Task.Phase: TaskPhase.Queued } task || !HasLease(handOver.To))
        {
            return false;
        }

        task.OutputNumber = 0;
        task.Task = OwnedBy(task.Task, owners[handOver.To]);
        return true;
    }

    private bool Note(MemoryOwner by, TaskNote note)
    {
        if (Mine(by, note.Unique, note.Run) is not { } task)
        {
            return false;
        }

        task.Task = task.Task with { Progress = note.Progress ?? task.Task.Progress, Checkpoint = note.Checkpoint ?? task.Task.Checkpoint };
        if (note.Output is { } output)
        {
            task.AppendOutput(output, note.OutputNumber);
        }

        return true;
    }

    private MemoryTask? Mine(MemoryOwner by, Guid unique, int run) =>
        Live(unique) is { } task && task.Task.Owner == by.Number && task.Task.Run == run ? task : null;

    // What this owner did to this run before, and nobody has undone since.
    private bool Stands(MemoryOwner by, Guid unique, int run, TaskPhase phase) =>
        tasks.TryGetValue(unique, out var task)
        && task.Task.Owner == OwnerNumber.Nobody
        && task.LastOwner == by.Number
        && task.Task.Run == run
        && task.Task.Phase == phase;
}
