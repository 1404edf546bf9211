using System.Runtime.InteropServices;

namespace Spawner.Storage.Sqlite;

/// <summary>The writes of one owner, task by task, within one transaction.</summary>
internal sealed class SqliteCommit(SqliteSession session, SqliteSession leases, OwnerNumber owner, SqliteTally tally, long now)
{
    private const string InsertSql = """
        INSERT INTO task (
            id, namespace, submitter, kind, name, tags, key, key_period, key_kept, settings, input, phase, run, owner, submitted_at, ready_at, due_at, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, ?14, ?15, ?16, ?17) ON CONFLICT DO NOTHING
        """;

    private const string EndSql = """
        UPDATE task SET
            phase = ?2, owner = 0, last_owner = ?3, ended_at = ?4, expires_at = NULL, started_at = coalesce(?5, started_at), result = ?6, failures = failures + ?7,
            failure_type = iif(?8 IS NULL, failure_type, ?8), failure_message = iif(?8 IS NULL, failure_message, ?9),
            failure_stack = iif(?8 IS NULL, failure_stack, ?10)
        WHERE id = ?1
        """;

    private const string PutBackSql = """
        UPDATE task SET
            phase = ?2, owner = 0, last_owner = ?3, ended_at = ?4, started_at = iif(?4 IS NULL, NULL, started_at),
            ready_at = ?5, due_at = iif(?4 IS NULL, ?6, due_at), expires_at = iif(?4 IS NULL, ?12, NULL),
            failures = failures + ?7, interruptions = interruptions + ?8,
            failure_type = iif(?9 IS NULL, failure_type, ?9), failure_message = iif(?9 IS NULL, failure_message, ?10),
            failure_stack = iif(?9 IS NULL, failure_stack, ?11)
        WHERE id = ?1
        """;

    private const string NoteSql = """
        UPDATE task SET
            progress_fraction = iif(?2, ?3, progress_fraction), progress_message = iif(?2, ?4, progress_message), checkpoint = coalesce(?5, checkpoint)
        WHERE id = ?1
        """;

    public CommitReply Run(TaskWrites writes) => new()
    {
        Inserts = InsertAll(writes.Inserts),
        Starts = [.. writes.Starts.Select(Start)],
        Endings = [.. writes.Endings.Select(End)],
        PutBacks = [.. writes.PutBacks.Select(PutBack)],
        HandOvers = [.. writes.HandOvers.Select(HandOver)],
        Notes = [.. writes.Notes.Select(Note)],
    };

    // Those with keys come in the order of these, as in the store that locks rows.
    private InsertReply[] InsertAll(IReadOnlyList<TaskInsert> inserts)
    {
        var replies = new Dictionary<Guid, InsertReply>();
        var inserted = new HashSet<Guid>();
        foreach (var insert in inserts.OrderBy(insert => insert.Definition.Key?.Text, StringComparer.Ordinal).ThenBy(insert => insert.Definition.Unique))
        {
            replies[insert.Definition.Unique] = insert.Definition.Key is null
                ? InsertWithoutKey(insert)
                : InsertWithKey(insert, inserted);
        }

        return [.. inserts.Select(insert => replies[insert.Definition.Unique])];
    }

    private InsertReply InsertWithKey(TaskInsert insert, HashSet<Guid> inserted)
    {
        var definition = insert.Definition;
        if (SqliteTaskReads.Find(session, definition.Unique) is { } known)
        {
            return new(InsertOutcome.Known, known);
        }

        StoredTask? replaced = null;
        if (SqliteKeys.Holder(session, definition, now) is { } holder
            && (insert.OnConflict != KeyConflict.Replace || inserted.Contains(holder.Definition.Unique) || !GivesWay(holder, out replaced)))
        {
            return new(InsertOutcome.KeyTaken, holder);
        }

        Insert(insert);
        inserted.Add(definition.Unique);
        SqliteKeys.Take(session, SqliteTaskRow.Id(definition.Unique));
        return new(InsertOutcome.Inserted, replaced);
    }

    private InsertReply InsertWithoutKey(TaskInsert insert) => Insert(insert)
        ? new(InsertOutcome.Inserted)
        : new(InsertOutcome.Known, SqliteTaskReads.Find(session, insert.Definition.Unique));

    private bool GivesWay(StoredTask holder, out StoredTask? cancelled)
    {
        cancelled = null;
        if (holder.Phase is TaskPhase.Scheduled or TaskPhase.Queued)
        {
            session.Execute(
                "UPDATE task SET phase = 5, last_owner = owner, owner = 0, ended_at = ?2, expires_at = NULL WHERE id = ?1",
                SqliteTaskRow.Id(holder.Definition.Unique),
                now);
            tally.Move(holder.Definition.Namespace, holder.Phase, TaskPhase.Cancelled);
            cancelled = SqliteTaskReads.Find(session, holder.Definition.Unique);
        }

        return holder.Phase != TaskPhase.Running;
    }

    /// <returns>Whether no task of this number was kept.</returns>
    private bool Insert(TaskInsert insert)
    {
        var definition = insert.Definition;
        var delay = insert.IsOwned || insert.Delay is not { } wanted || wanted <= TimeSpan.Zero ? default(TimeSpan?) : wanted;
        var phase = delay is null ? TaskPhase.Queued : TaskPhase.Scheduled;
        long? dueAt = delay is { } some ? now + some.ToMicroseconds() : null;
        var inserted = session.Execute(
            InsertSql,
            SqliteTaskRow.Id(definition.Unique),
            definition.Namespace,
            definition.Submitter,
            definition.Kind,
            definition.Name,
            TagText.Write(definition.Tags),
            definition.Key?.Text,
            definition.Key?.Period?.ToMicroseconds(),
            definition.Key is { } key ? KeyKept.Of(key.KeptWhenSucceeded, key.KeptWhenFailed) : null,
            Bytes(definition.Settings),
            Bytes(definition.Input),
            (int)phase,
            insert.IsOwned ? owner.Value : 0,
            now,
            dueAt ?? now,
            dueAt,
            insert.IsOwned || insert.Expiry is not { } expiry ? null : now + expiry.ToMicroseconds());
        if (inserted > 0)
        {
            tally.Move(definition.Namespace, null, phase);
        }

        return inserted > 0;
    }

    private bool Start(TaskStart start)
    {
        var id = SqliteTaskRow.Id(start.Unique);
        if (Mine(id, start.Run) is not { } task)
        {
            return false;
        }

        if (task.Phase != TaskPhase.Running)
        {
            session.Execute("UPDATE task SET phase = 2, started_at = ?2 WHERE id = ?1", id, now);
            tally.Move(task.Namespace, task.Phase, TaskPhase.Running);
        }

        return true;
    }

    private bool End(TaskEnding ending)
    {
        var id = SqliteTaskRow.Id(ending.Unique);
        if (TaskState.Find(session, id) is not { } task)
        {
            return false;
        }

        if (!task.IsOf(owner, ending.Run))
        {
            return task.WasLeftBy(owner, ending.Run) && task.Phase == ending.Phase;
        }

        session.Execute(
            EndSql,
            id,
            (int)ending.Phase,
            owner.Value,
            now,
            ending.RanFor is { } ranFor ? now - ranFor.ToMicroseconds() : null,
            Bytes(ending.Result),
            ending.Phase is TaskPhase.Failed or TaskPhase.TimedOut ? 1 : 0,
            ending.Failure?.Type,
            ending.Failure?.Message,
            ending.Failure?.Stack);
        tally.Move(task.Namespace, task.Phase, ending.Phase);
        return true;
    }

    private bool PutBack(TaskPutBack putBack)
    {
        var id = SqliteTaskRow.Id(putBack.Unique);
        if (TaskState.Find(session, id) is not { } task)
        {
            return false;
        }

        if (!task.IsOf(owner, putBack.Run))
        {
            return task.WasLeftBy(owner, putBack.Run) && task.Phase is TaskPhase.Scheduled or TaskPhase.Queued or TaskPhase.Cancelled;
        }

        var isDelayed = putBack.Delay > TimeSpan.Zero;
        var phase = task.CancelRequested ? TaskPhase.Cancelled : isDelayed ? TaskPhase.Scheduled : TaskPhase.Queued;
        var readyAt = isDelayed ? now + putBack.Delay.ToMicroseconds() : now;
        session.Execute(
            PutBackSql,
            id,
            (int)phase,
            owner.Value,
            task.CancelRequested ? now : null,
            readyAt,
            isDelayed ? readyAt : null,
            putBack.Why == PutBackReason.Failed ? 1 : 0,
            putBack.Why == PutBackReason.Interrupted ? 1 : 0,
            putBack.Failure?.Type,
            putBack.Failure?.Message,
            putBack.Failure?.Stack,
            putBack.Expiry is { } expiry ? now + expiry.ToMicroseconds() : null);
        tally.Move(task.Namespace, task.Phase, phase);
        return true;
    }

    private bool HandOver(TaskHandOver handOver)
    {
        var id = SqliteTaskRow.Id(handOver.Unique);
        if (TaskState.Find(session, id) is not { IsLive: true } task)
        {
            return false;
        }

        if (task.Owner == handOver.To && task.Run == handOver.Run + 1)
        {
            return true;
        }

        return task.IsOf(owner, handOver.Run)
            && task.Phase == TaskPhase.Queued
            && SqliteLeases.Has(leases, handOver.To, now)
            && session.Execute("UPDATE task SET owner = ?2, run = run + 1, output_number = 0 WHERE id = ?1", id, handOver.To.Value) > 0;
    }

    private bool Note(TaskNote note)
    {
        var id = SqliteTaskRow.Id(note.Unique);
        if (Mine(id, note.Run) is not { } task)
        {
            return false;
        }

        session.Execute(NoteSql, id, note.Progress is not null, note.Progress?.Fraction, note.Progress?.Message, Bytes(note.Checkpoint));
        if (note.Output is { Length: > 0 } output && (note.OutputNumber == 0 || note.OutputNumber > task.OutputNumber))
        {
            Append(id, output, task.OutputEnd + output.Length, Math.Max(note.OutputNumber, task.OutputNumber));
        }

        return true;
    }

    // Pieces of output whose end is before the kept part are dropped whole; reading cuts the first one that is left.
    private void Append(byte[] id, ReadOnlyMemory<byte> output, long end, int number)
    {
        var kept = OutputLimit.Trim(output);
        session.Execute("INSERT INTO output (task, starts_at, bytes) VALUES (?1, ?2, ?3)", id, end - kept.Length, Bytes(kept));
        session.Execute("DELETE FROM output WHERE task = ?1 AND starts_at + length(bytes) <= ?2", id, end - OutputLimit.Bytes);
        session.Execute("UPDATE task SET output_end = ?2, output_number = ?3 WHERE id = ?1", id, end, number);
    }

    private TaskState? Mine(byte[] id, int run) => TaskState.Find(session, id) is { } task && task.IsOf(owner, run) ? task : null;

    private static byte[]? Bytes(ReadOnlyMemory<byte>? bytes) => bytes is not { } some
        ? null
        : MemoryMarshal.TryGetArray(some, out var segment) && segment.Array is { } whole && whole.Length == segment.Count ? whole : some.ToArray();
}
