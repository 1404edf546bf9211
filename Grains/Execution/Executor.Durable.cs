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
            return _tasks.Values.Any(entry => entry is { IsDurable: true, Place: not (TaskPlace.Elsewhere or TaskPlace.Ended or TaskPlace.Recording) });
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
    private static void Sort_NeedsLock(TaskEntry entry, List<TaskEntry> unwritten, HashSet<Task<string?>> recording)
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

    private Task<string?> BeginRecording_NeedsLock(List<TaskEntry> entries)
    {
        // Not under the lock, on which the answer may come at once.
        var recording = Task.Run(() => RecordAsync(entries));
        entries.ForEach(entry => entry.Recording = recording);
        return recording;
    }

    /// <summary>What could not be written down is refused.</summary>
    private void KeepWritten_NeedsLock(TaskSpecs tasks, bool[] accepted)
    {
        for (var i = 0; i < accepted.Length; i++)
        {
            accepted[i] = accepted[i] && _tasks.ContainsKey(tasks[i].Unique);
        }
    }

    /// <summary>Writes new tasks down; those that are there already take the place that the store tells.</summary>
    /// <returns>Why they were not written; <see langword="null"/> if they were.</returns>
    private async Task<string?> RecordAsync(List<TaskEntry> entries)
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
            return failure.Message;
        }

        lock (_lock)
        {
            for (var i = 0; i < replies.Length; i++)
            {
                entries[i].Recording = null;
                if (_recording.Remove(entries[i]))
                {
                    OnRecorded_NeedsLock(entries[i], replies[i]);
                }
            }

            Pump_NeedsLock();
        }

        return null;
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
                TaskRecords.ToDefinition(entry.Spec, entry.Submission.Namespace, entry.Submission.Submitter, settings), IsOwned: true));
        }

        return inserts;
    }

    private void OnRecorded_NeedsLock(TaskEntry entry, InsertReply reply)
    {
        switch (reply)
        {
            case { Outcome: InsertOutcome.Inserted }:
                Admit_NeedsLock(entry);
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
                Admit_NeedsLock(entry);
                break;
            case { Existing: { } known } when known.Owner != OwnerNumber.Nobody && TaskRecords.ReadSilo(known.Silo) is { } holder:
                PointTo_NeedsLock(entry, holder, known.Run);
                break;
            default:
                // Nobody owns it: whoever looks for it finds it in the store.
                Drop_NeedsLock(entry);
                break;
        }
    }

    /// <summary>A durable task may wait for its slot.</summary>
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
        if (_tasks.TryGetValue(id.Unique, out var known) && known.Place != TaskPlace.Elsewhere && !HasComeBack(known, task))
        {
            return;
        }

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
        };
        entry.AddFollowers(known?.Followers ?? []);
        _tasks[id.Unique] = entry;
        if (task.Crashes >= storage.Value.MaximumCrashes)
        {
            entry.Place = TaskPlace.Parked;
            End_NeedsLock(entry, Quarantine(task));
            return;
        }

        Admit_NeedsLock(entry);
    }

    /// <summary>It was on its way to a silo that has died, and is here again before the answer, which never comes, was given up.</summary>
    private static bool HasComeBack(TaskEntry known, StoredTask task) => known.Place == TaskPlace.Moving && task.Run > known.Run;

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
        _parked.Remove(entry);
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
            if (written is not null)
            {
                Conclude_NeedsLock(entry, written);
            }
            else
            {
                LogFenced(entry.Id, entry.Run);
                instruments.OnStaleWriteRejected();
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
            entry.Place = TaskPlace.Elsewhere;
        }

        _recording.Remove(entry);
        _parked.Remove(entry);
        _moving.Remove(entry);
        _elsewhere.Remove(entry);
        entry.Acknowledgement?.WaitNoLonger();
        if (_tasks.TryGetValue(entry.Id.Unique, out var known) && ReferenceEquals(known, entry))
        {
            _tasks.Remove(entry.Id.Unique);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} durable tasks could not be written down: {Reason}")]
    private partial void LogNotRecorded(int count, string reason);

    [LoggerMessage(LogLevel.Warning, "The end of task {TaskId}, run {Run}, was refused: another silo has the task")]
    private partial void LogFenced(TaskId taskId, int run);
}
