using Spawner.Grains.Lifecycle;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Execution;

/// <summary>Tasks that run again, those that may not start yet, and what happens when their time has come or is over.</summary>
internal sealed partial class Executor
{
    /// <summary>Tasks of the store that are remembered for those who follow them; of further ones followers ask by themselves.</summary>
    private const int MaximumStored = 100_000;

    /// <summary>Until a task that is just being written or moved is looked at again.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<TaskEntry> _postponed = [];
    private readonly HashSet<TaskEntry> _stored = [];

    /// <summary>Raised, also under the lock, when a task went to the store from which it may be claimed soon.</summary>
    public event Action? ClaimDue;

    /// <summary>The run has ended and the task has not: it waits for the next one.</summary>
    private void RunAgain_NeedsLock(TaskEntry entry, AfterRun after, Attempt attempt)
    {
        if (entry.IsDurable)
        {
            PutBack_NeedsLock(entry, after.Again!.Value, after.Delay, attempt.Failure);
            return;
        }

        // A handler that does not answer may go on, but not as the run of this task.
        entry.Running = null;
        entry.Past = AfterwardsOf(entry, after.Again!.Value, attempt.Failure);
        if (after.Again == PutBackReason.Interrupted)
        {
            entry.Apply(TaskEvent.Interrupt);
            Park_NeedsLock(entry);
            return;
        }

        entry.Run++;
        Postpone_NeedsLock(entry, after.Delay);
        NotifyChange_NeedsLock(entry);
    }

    private static TaskHistory AfterwardsOf(TaskEntry entry, PutBackReason why, TaskFailure? failure)
    {
        var past = entry.Past ?? new TaskHistory();
        return past with
        {
            HasRun = past.HasRun || why != PutBackReason.NotStarted,
            Failures = past.Failures + (why == PutBackReason.Failed ? 1 : 0),
            Interruptions = past.Interruptions + (why == PutBackReason.Interrupted ? 1 : 0),
            LastFailure = failure ?? past.LastFailure,
        };
    }

    /// <summary>Waits in this silo's memory until it may start.</summary>
    private void Postpone_NeedsLock(TaskEntry entry, TimeSpan delay)
    {
        entry.Apply(TaskEvent.Postpone);
        entry.Place = TaskPlace.Postponed;
        entry.DueAt = clock.GetUtcNow() + delay;
        _postponed.Add(entry);
        Agenda.Add(entry, AgendaItem.Start, delay);
    }

    /// <summary>Nobody's from now on, once that is written: any silo may claim it when it is due.</summary>
    private void PutBack_NeedsLock(TaskEntry entry, PutBackReason why, TimeSpan delay, TaskFailure? failure = null)
    {
        (entry.Place, entry.Running) = (TaskPlace.Returning, null);
        _ending.Add(entry);
        var putBack = new TaskPutBack(entry.Id.Unique, entry.Run, why, delay, failure, ExpiryOf(entry, why));
        RecordPutBackAsync(entry, putBack).Ignore();
    }

    private async Task RecordPutBackAsync(TaskEntry entry, TaskPutBack putBack)
    {
        var written = false;
        try
        {
            written = (await ledger.PutBackAsync([putBack]))[0];
        }
        catch (TaskStoreException failure)
        {
            LogNotRecorded(1, failure.Message);
        }

        lock (_lock)
        {
            _ending.Remove(entry);

            // This silo may have claimed it again before it heard of that.
            if (written && entry.Place == TaskPlace.Returning)
            {
                entry.Past = AfterwardsOf(entry, putBack.Why, putBack.Failure);
                Store_NeedsLock(entry, putBack.Delay);
            }
        }

        if (!written)
        {
            await OnRefusedAsync(entry);
        }
    }

    /// <summary>The store has it, and nobody owns it. Its home remembers who follows it, to tell whoever claims it.</summary>
    private void Store_NeedsLock(TaskEntry entry, TimeSpan delay)
    {
        if (entry.CancelRequested)
        {
            // Asked for while it was being written: nobody else knows.
            CancelDue?.Invoke(entry.Id);
        }

        if (!self.SiloAddress.Equals(entry.Id.Home) || _stored.Count >= MaximumStored)
        {
            Drop_NeedsLock(entry);
        }
        else
        {
            entry.Apply(delay > TimeSpan.Zero ? TaskEvent.Postpone : TaskEvent.Interrupt);
            entry.Place = TaskPlace.Stored;
            entry.DueAt = clock.GetUtcNow() + delay;
            entry.DropInput();
            entry.LeaveNotes();
            _stored.Add(entry);
            NotifyChange_NeedsLock(entry);
        }

        ClaimDue?.Invoke();
    }

    /// <summary>Sets the limits of a task that is new here.</summary>
    private void Limit_NeedsLock(TaskEntry entry)
    {
        if (entry.Spec.Template.Limits is null)
        {
            return;
        }

        if (WaitingLeft(entry) is { } waiting)
        {
            Agenda.Add(entry, AgendaItem.WaitingTimeout, waiting);
        }

        if (TotalLeft(entry) is { } total)
        {
            Agenda.Add(entry, AgendaItem.TotalTimeout, total);
        }
    }

    /// <summary>The limit of a task that does not run that is over, if one is.</summary>
    private AgendaItem? LimitOver(TaskEntry entry) =>
        WaitingLeft(entry) <= TimeSpan.Zero ? AgendaItem.WaitingTimeout
        : TotalLeft(entry) <= TimeSpan.Zero ? AgendaItem.TotalTimeout
        : null;

    private TimeSpan? WaitingLeft(TaskEntry entry) => entry.Past is { HasRun: true } ? null : Left(entry, entry.Spec.Template.Limits?.Waiting);

    private TimeSpan? TotalLeft(TaskEntry entry) => Left(entry, entry.Spec.Template.Limits?.Total);

    /// <summary>Time left until the first of the limits is over that hold for a task that nobody owns.</summary>
    private TimeSpan? ExpiryOf(TaskEntry entry, PutBackReason why)
    {
        var (waiting, total) = (why == PutBackReason.NotStarted ? WaitingLeft(entry) : null, TotalLeft(entry));
        return waiting < total ? waiting : total ?? waiting;
    }

    /// <summary>Limits count from when a task may start.</summary>
    private TimeSpan? Left(TaskEntry entry, TimeSpan? limit) => (entry.Spec.Template.StartDelay ?? TimeSpan.Zero) + limit - clock.GetElapsedTime(entry.Born);

    /// <summary>Called by the agenda's timer.</summary>
    private void OnAgendaDue()
    {
        List<RunningTask> overdue = [];
        lock (_lock)
        {
            while (Agenda.TryTakeDue(out var entry, out var item))
            {
                if (!IsOver_NeedsLock(entry!, item) && OnDue_NeedsLock(entry!, item) is { } run)
                {
                    overdue.Add(run);
                }
            }

            Pump_NeedsLock();
        }

        foreach (var run in overdue)
        {
            run.Stop(StopReason.OutOfTime);
        }
    }

    /// <returns>A run that is to be stopped.</returns>
    private RunningTask? OnDue_NeedsLock(TaskEntry entry, AgendaItem item)
    {
        switch (entry.Place)
        {
            case TaskPlace.Postponed when item == AgendaItem.Start:
                _postponed.Remove(entry);
                entry.Apply(TaskEvent.Due);
                Admit_NeedsLock(entry);
                return null;
            case TaskPlace.Running:
                return entry.Running;
            case TaskPlace.Moving or TaskPlace.Recording or TaskPlace.Ending or TaskPlace.Returning:
                Agenda.Add(entry, item, LookAgain);
                return null;
            default:
                TimeOut_NeedsLock(entry, item);
                return null;
        }
    }

    /// <summary>Whether an item has no meaning any more.</summary>
    private static bool IsOver_NeedsLock(TaskEntry entry, AgendaItem item) =>
        entry.Place is TaskPlace.Ended or TaskPlace.Elsewhere or TaskPlace.Stored or TaskPlace.Gone
        || item switch
        {
            AgendaItem.Start => entry.Place != TaskPlace.Postponed,
            AgendaItem.WaitingTimeout => entry.Place == TaskPlace.Running || entry.Past is { HasRun: true },
            _ => false,
        };

    private void TimeOut_NeedsLock(TaskEntry entry, AgendaItem item)
    {
        if (entry.Place == TaskPlace.Waiting)
        {
            Dequeue_NeedsLock(entry);
        }

        TakeOut_NeedsLock(entry);
        End_NeedsLock(entry, new TaskEnd
        {
            Phase = TaskPhase.TimedOut,
            At = clock.GetUtcNow(),
            Failure = OutOfTime(entry, item),
            Silo = self.SiloAddress,
            SiloName = identity.Name,
        });
    }

    private static TaskFailure OutOfTime(TaskEntry entry, AgendaItem item)
    {
        var limits = entry.Spec.Template.Limits;
        var past = entry.Past is { LastFailure: { } last } ? $" Its last attempt failed: {last.Type}: {last.Message}" : "";
        return new TaskFailure
        {
            Type = nameof(TimeoutException),
            Message = item == AgendaItem.WaitingTimeout
                ? $"The task did not start within its waiting timeout of {limits?.Waiting}."
                : $"The task did not end within its total timeout of {limits?.Total}.{past}",
        };
    }
}
