using Spawner.Contracts;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Placement;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Execution;

/// <summary>
/// Tasks that the store knows, too. Nothing is done about one before it is written: it is neither run before it is recorded, nor
/// is anybody told of its end before that is. A write that is refused says that the task is another silo's.
/// </summary>
internal sealed partial class Executor
{
    /// <summary>How many ends are concluded in one turn under the lock: others wait for it.</summary>
    private const int EndsPerTurn = 100;

    private readonly HashSet<TaskEntry> _ending = [];
    private readonly Dictionary<TaskEnding, (TaskEntry Entry, TaskEnd End)> _endsUnderWay = new(ReferenceEqualityComparer.Instance);

    /// <summary>Raised, also under the lock, when a task of the store is to be cancelled.</summary>
    public event Action<TaskId>? CancelDue;

    private Action<IReadOnlyList<EndAnswer>> EndsTold => field ??= OnEndsTold;

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
            return _tasks.TryGetValue(unique, out var entry) && entry.Place is not (TaskPlace.Elsewhere or TaskPlace.Stored);
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
            await ledger.PutBackAsync(left.ConvertAll(entry => new TaskPutBack(entry.Id.Unique, entry.Run, PutBackReason.NotStarted, TimeSpan.Zero, Failure: null, ExpiryOf(entry, PutBackReason.NotStarted))));
        }

        return left.Count;
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
        var ending = TaskRecords.ToEnding(entry.Id.Unique, entry.Run, end);
        _endsUnderWay.Add(ending, (entry, end));
        ledger.End(ending, EndsTold);
    }

    private void OnEndsTold(IReadOnlyList<EndAnswer> answers)
    {
        foreach (var turn in answers.Chunk(EndsPerTurn))
        {
            lock (_lock)
            {
                Array.ForEach(turn, OnEndTold_NeedsLock);
            }
        }
    }

    private void OnEndTold_NeedsLock(EndAnswer answer)
    {
        _endsUnderWay.Remove(answer.Ending, out var known);
        var (entry, end) = known;
        if (answer.IsWritten)
        {
            OnEndRecorded_NeedsLock(entry, end);
        }
        else
        {
            // Not under the lock, on which the store is asked again.
            Task.Run(() => OnEndNotWrittenAsync(entry, end, answer.Failure)).Ignore();
        }
    }

    private void OnEndRecorded_NeedsLock(TaskEntry entry, TaskEnd end)
    {
        _ending.Remove(entry);
        if (entry.Place == TaskPlace.Ending)
        {
            Conclude_NeedsLock(entry, end);
        }
    }

    private async Task OnEndNotWrittenAsync(TaskEntry entry, TaskEnd end, TaskStoreException? failure)
    {
        var written = failure is null ? null : await TryWriteInsteadAsync(entry, end, failure);
        lock (_lock)
        {
            if (written is not null)
            {
                OnEndRecorded_NeedsLock(entry, written);
                return;
            }

            _ending.Remove(entry);
        }

        await OnRefusedAsync(entry);
    }

    /// <summary>
    /// The store did not take what was to be written of it: it is another silo's, or somebody has ended it in the store. How it
    /// ended is told; whatever else, its owner will.
    /// </summary>
    private async Task OnRefusedAsync(TaskEntry entry)
    {
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
            if (entry.Place is not (TaskPlace.Ending or TaskPlace.Returning))
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
                LogFenced(entry.Id, entry.Run);
                instruments.OnStaleWriteRejected();
                Drop_NeedsLock(entry);
            }
        }
    }

    /// <summary>An outcome that the store cannot take must not keep the task from ending.</summary>
    /// <returns>What was written; <see langword="null"/> if another silo has the task.</returns>
    private async Task<TaskEnd?> TryWriteInsteadAsync(TaskEntry entry, TaskEnd end, TaskStoreException failure)
    {
        if (failure is not LeaseLostException && !ledger.IsClosed)
        {
            try
            {
                var instead = end with { Phase = TaskPhase.Failed, Result = null, Failure = Failures.From(failure) };
                return await ledger.EndAsync(TaskRecords.ToEnding(entry.Id.Unique, entry.Run, instead)) ? instead : null;
            }
            catch (TaskStoreException again)
            {
                failure = again;
            }
        }

        LogNotRecorded(1, failure.Message);
        return null;
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

    [LoggerMessage(LogLevel.Warning, "What was to be written of task {TaskId}, run {Run}, was refused: another silo has the task")]
    private partial void LogFenced(TaskId taskId, int run);
}
