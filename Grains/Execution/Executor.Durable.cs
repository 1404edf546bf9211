using Spawner.Contracts;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Execution;

/// <summary>
/// Tasks that the store knows, too. Nothing is done about one before it is written: it is neither run before it is recorded, nor
/// is anybody told of its end before that is. A write that is refused says that the task is another silo's.
/// </summary>
internal sealed partial class Executor
{
    private readonly HashSet<TaskEntry> _recording = [];
    private readonly HashSet<TaskEntry> _ending = [];

    /// <summary>Raised, also under the lock, when a new task has taken the place of another one that may wait on some silo.</summary>
    public event Action<StoredTask>? TaskReplaced;

    /// <summary>Raised, also under the lock, when a task of the store is to be cancelled.</summary>
    public event Action<TaskId>? CancelDue;

    /// <summary>Tasks that are being written down, at their beginning or their end.</summary>
    public int RecordsUnderWay
    {
        get
        {
            lock (_lock)
            {
                return _recording.Count + _ending.Count;
            }
        }
    }

    /// <summary>Takes over tasks that this silo owns now, as the store has them. Those that it has already are left as they are.</summary>
    public void Adopt(IEnumerable<StoredTask> tasks)
    {
        lock (_lock)
        {
            foreach (var task in tasks)
            {
                Adopt_NeedsLock(task);
            }

            Pump_NeedsLock();
        }
    }

    /// <summary>This silo owns nothing any more: no durable task starts, and what runs is told to stop.</summary>
    public void Fence()
    {
        SetState(SiloState.Leaving);
        List<RunningTask> running;
        lock (_lock)
        {
            foreach (var entry in _tasks.Values.Where(e => e.IsDurable && e.Place is TaskPlace.Waiting or TaskPlace.Parked).ToList())
            {
                Drop_NeedsLock(entry);
            }

            running = [.. _tasks.Values.Where(e => e is { IsDurable: true, Place: TaskPlace.Running, Running: not null }).Select(e => e.Running!)];
        }

        foreach (var run in running)
        {
            run.Stop(StopReason.SiloLeaves);
        }
    }

    /// <summary>Whether this silo has a task: it waits, runs or moves here.</summary>
    public bool Holds(Guid unique)
    {
        lock (_lock)
        {
            return _tasks.TryGetValue(unique, out var entry) && entry.Place is not TaskPlace.Elsewhere;
        }
    }

    /// <summary>Whether this silo has durable tasks; those that are not written down yet are not its own.</summary>
    public bool HasDurable()
    {
        lock (_lock)
        {
            return _tasks.Values.Any(entry => entry is { IsDurable: true, Place: not (TaskPlace.Elsewhere or TaskPlace.Stored or TaskPlace.Recording or TaskPlace.Ended or TaskPlace.Gone) });
        }
    }

    /// <summary>Durable tasks that are still here when the silo goes: others may have them at once.</summary>
    public async Task<int> PutBackWhatIsLeftAsync()
    {
        List<TaskEntry> left = [];
        lock (_lock)
        {
            foreach (var entry in _tasks.Values.Where(e => e.IsDurable && e.Place is TaskPlace.Waiting or TaskPlace.Parked).ToList())
            {
                left.Add(entry);
                Drop_NeedsLock(entry);
            }
        }

        if (left.Count > 0)
        {
            await ledger.PutBackAsync(left.ConvertAll(entry => new TaskPutBack(entry.Id.Unique, entry.Run, PutBackReason.Interrupted, TimeSpan.Zero)));
        }

        return left.Count;
    }

    /// <summary>New tasks are to be written down; of those that another message brought, too, the answer waits as well.</summary>
    private static void Sort_NeedsLock(TaskEntry entry, List<TaskEntry> unwritten, HashSet<Task<RecordingOutcome>> recording)
    {
        if (entry.Place != TaskPlace.Recording)
        {
            return;
        }

        if (entry.Recording is { } underWay)
        {
            recording.Add(underWay);
        }
        else
        {
            unwritten.Add(entry);
        }
    }

    private Task<RecordingOutcome> BeginRecording_NeedsLock(List<TaskEntry> entries)
    {
        // Not under the lock, on which the answer may come at once.
        var recording = Task.Run(() => RecordAsync(entries));
        entries.ForEach(entry => entry.Recording = recording);
        return recording;
    }

    /// <summary>What could not be written down is refused.</summary>
    private void KeepWritten_NeedsLock(TaskSpecs tasks, bool[] accepted, List<TaskConflict> conflicts)
    {
        for (var i = 0; i < accepted.Length; i++)
        {
            accepted[i] = accepted[i] && (_tasks.ContainsKey(tasks[i].Unique) || conflicts.Exists(conflict => conflict.Unique == tasks[i].Unique));
        }
    }

    /// <summary>Writes new tasks down; those that are there already take the place that the store tells.</summary>
    private async Task<RecordingOutcome> RecordAsync(List<TaskEntry> entries)
    {
        InsertReply[] replies;
        try
        {
            replies = await ledger.InsertAsync(ToInserts(entries));
        }
        catch (TaskStoreException failure)
        {
            lock (_lock)
            {
                entries.ForEach(Drop_NeedsLock);
            }

            LogNotRecorded(entries.Count, failure.Message);
            return new RecordingOutcome(failure.Message, []);
        }

        List<TaskConflict> conflicts = [];
        lock (_lock)
        {
            for (var i = 0; i < replies.Length; i++)
            {
                entries[i].Recording = null;
                if (_recording.Remove(entries[i]))
                {
                    OnRecorded_NeedsLock(entries[i], replies[i], conflicts);
                }
            }

            Pump_NeedsLock();
        }

        return new RecordingOutcome(Refusal: null, conflicts);
    }

    private List<TaskInsert> ToInserts(List<TaskEntry> entries)
    {
        List<TaskInsert> inserts = new(entries.Count);
        TaskTemplate? template = null;
        byte[] settings = [];
        foreach (var entry in entries)
        {
            if (!ReferenceEquals(template, entry.Spec.Template))
            {
                (template, settings) = (entry.Spec.Template, TaskRecords.SettingsOf(entry.Spec.Template, self.SiloAddress));
            }

            inserts.Add(new TaskInsert(
                TaskRecords.ToDefinition(entry.Spec, entry.Submission.Namespace, entry.Submission.Submitter, settings),
                IsOwned: !entry.GoesToStore,
                entry.GoesToStore ? template.StartDelay : null,
                template.Key?.OnConflict == KeyConflictAction.Replace ? KeyConflict.Replace : KeyConflict.Refuse));
        }

        return inserts;
    }

    private void OnRecorded_NeedsLock(TaskEntry entry, InsertReply reply, List<TaskConflict> conflicts)
    {
        if (reply is { Outcome: InsertOutcome.Inserted, Existing: { } replaced })
        {
            TaskReplaced?.Invoke(replaced);
        }

        switch (reply)
        {
            case { Outcome: InsertOutcome.Inserted }:
                if (entry.GoesToStore)
                {
                    StoreNew_NeedsLock(entry);
                }
                else
                {
                    Admit_NeedsLock(entry);
                }

                break;
            case { Outcome: InsertOutcome.KeyTaken, Existing: { } holder }:
                conflicts.Add(new TaskConflict(entry.Id.Unique, TaskRecords.IdOf(holder)));
                Drop_NeedsLock(entry);
                break;
            case { Existing: { } known } when known.Phase.IsTerminal():
                // A submission that comes again: its task has ended since, here or elsewhere.
                entry.Run = known.Run;
                Settle_NeedsLock(entry, TaskRecords.ToEnd(known, self.SiloAddress));
                NotifyEnd_NeedsLock(entry);
                break;
            case { Existing: { } known } when known.Owner == ledger.Owner:
                // Written, but this silo was not told: then it is run from here.
                entry.Run = known.Run;
                entry.Checkpoint = known.Checkpoint?.ToArray();
                Admit_NeedsLock(entry);
                break;
            case { Existing: { } known } when known.Owner != OwnerNumber.Nobody && TaskRecords.ReadSilo(known.Silo) is { } holder:
                PointTo_NeedsLock(entry, holder, known.Run);
                break;
            case { Existing: { } known }:
                // Nobody owns it: this is the same spawn again.
                entry.Run = known.Run;
                StoreNew_NeedsLock(entry);
                break;
            default:
                // The one that had the key has gone meanwhile: the submitter tries again.
                Drop_NeedsLock(entry);
                break;
        }
    }

    private void StoreNew_NeedsLock(TaskEntry entry)
    {
        if (entry.CancelRequested)
        {
            // Asked for while it was being written: nobody else knows.
            CancelDue?.Invoke(entry.Id);
        }

        Store_NeedsLock(entry, entry.Spec.Template.StartDelay ?? TimeSpan.Zero);
    }

    /// <summary>A task that was recorded or postponed may wait for its slot.</summary>
    private void Admit_NeedsLock(TaskEntry entry)
    {
        if (_state == SiloState.Leaving || handlers.Find(entry.Spec.Kind) is null || entry.ArrivesParked)
        {
            Park_NeedsLock(entry);
        }
        else
        {
            Enqueue_NeedsLock(entry);
        }

        if (entry.CancelRequested)
        {
            CancelWaiting_NeedsLock(entry);
        }
    }

    private void Adopt_NeedsLock(StoredTask task)
    {
        var settings = TaskRecords.ReadSettings(task.Definition);
        var spec = TaskRecords.ToSpec(task.Definition, settings);
        var id = new TaskId(task.Definition.Unique, SiloAddress.FromParsableString(settings.Home));
        if (_tasks.TryGetValue(id.Unique, out var known) && known.Place is not (TaskPlace.Elsewhere or TaskPlace.Stored) && known.Run >= task.Run)
        {
            return;
        }

        // Who followed it to the end that a retry has undone was told of that.
        var followers = known is { Place: not TaskPlace.Ended } ? known.Followers : [];
        if (known is not null)
        {
            Drop_NeedsLock(known);
        }

        var submission = new Submission(task.Definition.Namespace, task.Definition.Submitter, task.SubmittedAt, self.SiloAddress, Decision: 0);
        var weight = spec.Demands?.Weight ?? handlers.Find(spec.Kind)?.Weight ?? 1;
        var entry = new TaskEntry(id, spec, submission, weight, task.Run)
        {
            Rule = PlacementRule.NoCandidate,
            CancelRequested = task.CancelRequested,
            IsSuspect = task.Losses > 0,
            Past = TaskRecords.HistoryOf(task),
            Born = clock.GetTimestamp() - (long)(task.Age.TotalSeconds * clock.TimestampFrequency),
            Checkpoint = task.Checkpoint?.ToArray(),
        };
        entry.AddFollowers(followers);
        _tasks[id.Unique] = entry;
        if (task.Crashes >= storage.Value.MaximumCrashes)
        {
            entry.Place = TaskPlace.Parked;
            End_NeedsLock(entry, Quarantine(task));
            return;
        }

        Limit_NeedsLock(entry);
        Admit_NeedsLock(entry);
    }

    private TaskEnd Quarantine(StoredTask task) => new()
    {
        Phase = TaskPhase.Failed,
        At = clock.GetUtcNow(),
        Failure = new TaskFailure
        {
            Type = "Spawner.TaskQuarantined",
            Message = $"{task.Crashes} silos died while they ran this task: it is not run again. Find out what in its handler ends the process, then retry it.",
        },
        Silo = self.SiloAddress,
        SiloName = identity.Name,
    };

    /// <summary>It may be the one that ended its last silo: that it starts is written down before it does.</summary>
    private async Task StartMarkedAsync(RunningTask run)
    {
        var isOurs = false;
        try
        {
            isOurs = await ledger.StartAsync(new TaskStart(run.Id.Unique, run.Run));
        }
        catch (TaskStoreException failure)
        {
            LogNotRecorded(1, failure.Message);
        }

        if (isOurs)
        {
            ScheduleRecorded(run);
            return;
        }

        lock (_lock)
        {
            ReleaseSlot_NeedsLock(run);
            _running--;
            run.Entry.Running = null;
            Drop_NeedsLock(run.Entry);
            Pump_NeedsLock();
        }

        run.Dispose();
    }

    /// <summary>The end of a durable task is written down; only then does it count.</summary>
    private void BeginEnd_NeedsLock(TaskEntry entry, TaskEnd end)
    {
        TakeOut_NeedsLock(entry);
        entry.Place = TaskPlace.Ending;
        _ending.Add(entry);
        RecordEndAsync(entry, end).Ignore();
    }

    private async Task RecordEndAsync(TaskEntry entry, TaskEnd end)
    {
        TaskEnd? written = null;
        try
        {
            written = await WriteEndAsync(entry, end);
        }
        catch (TaskStoreException failure)
        {
            LogNotRecorded(1, failure.Message);
        }

        lock (_lock)
        {
            _ending.Remove(entry);
            if (written is not null && entry.Place == TaskPlace.Ending)
            {
                Conclude_NeedsLock(entry, written);
            }
        }

        if (written is null)
        {
            await OnRefusedAsync(entry);
        }
    }

    /// <summary>
    /// The store did not take what was to be written of it: it is another silo's, or somebody has ended it in the store. How it
    /// ended is told; whatever else, its owner will.
    /// </summary>
    private async Task OnRefusedAsync(TaskEntry entry)
    {
        LogFenced(entry.Id, entry.Run);
        instruments.OnStaleWriteRejected();
        StoredTask? stands = null;
        try
        {
            stands = ledger.IsClosed ? null : await ledger.FindAsync(entry.Id.Unique);
        }
        catch (TaskStoreException failure)
        {
            LogNotRecorded(1, failure.Message);
        }

        lock (_lock)
        {
            if (entry.Place != TaskPlace.Ending)
            {
                return;
            }

            if (stands?.Phase.IsTerminal() is true)
            {
                entry.Run = stands.Run;
                Settle_NeedsLock(entry, TaskRecords.ToEnd(stands, self.SiloAddress));
                NotifyEnd_NeedsLock(entry);
            }
            else
            {
                Drop_NeedsLock(entry);
            }
        }
    }

    /// <summary>An outcome that the store cannot take must not keep the task from ending.</summary>
    /// <returns>What was written; <see langword="null"/> if another silo has the task.</returns>
    private async Task<TaskEnd?> WriteEndAsync(TaskEntry entry, TaskEnd end)
    {
        try
        {
            return await ledger.EndAsync(TaskRecords.ToEnding(entry.Id.Unique, entry.Run, end)) ? end : null;
        }
        catch (TaskStoreException failure) when (failure is not LeaseLostException && !ledger.IsClosed)
        {
            var instead = end with { Phase = TaskPhase.Failed, Result = null, Failure = Failures.From(failure) };
            return await ledger.EndAsync(TaskRecords.ToEnding(entry.Id.Unique, entry.Run, instead)) ? instead : null;
        }
    }

    /// <summary>It is not this silo's any more, and nobody is told anything: its owner will.</summary>
    private void Drop_NeedsLock(TaskEntry entry)
    {
        if (entry.Place == TaskPlace.Waiting)
        {
            Dequeue_NeedsLock(entry);
        }

        TakeOut_NeedsLock(entry);
        entry.Acknowledgement?.WaitNoLonger();
        Forget_NeedsLock(entry);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} durable tasks could not be written down: {Reason}")]
    private partial void LogNotRecorded(int count, string reason);

    [LoggerMessage(LogLevel.Warning, "The end of task {TaskId}, run {Run}, was refused: another silo has the task")]
    private partial void LogFenced(TaskId taskId, int run);
}
