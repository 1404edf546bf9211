using Spawner.Grains.Lifecycle;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Execution;

internal sealed partial class Executor
{
    /// <summary>How long one work item of the thread pool goes on with further tasks: messages wait for the same threads.</summary>
    private static readonly TimeSpan PoolTurn = TimeSpan.FromMilliseconds(0.25);

    /// <summary>The handler waits for something outside: its slot goes to another task.</summary>
    public void StepOut(RunningTask run)
    {
        lock (_lock)
        {
            if (run.HoldsSlot)
            {
                var hadRoom = _slots.HasFree;
                ReleaseSlot_NeedsLock(run);
                Pump_NeedsLock();
                TellRoom_NeedsLock(run, hadRoom);
            }
        }
    }

    /// <summary>
    /// The handler goes on. It gets its slot back at once, even beyond the silo's slots: it has begun, and making it
    /// queue behind tasks that have not would hold its resources for longer.
    /// </summary>
    public void StepIn(RunningTask run)
    {
        lock (_lock)
        {
            if (!run.HoldsSlot && run.Entry.Running == run)
            {
                _slots.TakeAnyway(run.Entry.Weight);
                run.HoldsSlot = true;
                _holdingSlots.Add(run);
                TellLoad_NeedsLock();
            }
        }
    }

    /// <summary>
    /// Tasks that have become long-running since the last look: their slots are made up for, and their threads give way to
    /// those of the others.
    /// </summary>
    public void FindLongRunning()
    {
        List<RunningTask>? found = null;
        lock (_lock)
        {
            var hadRoom = _slots.HasFree;
            var longerThan = LongRunning.Threshold(_serviceTime.Value);
            foreach (var run in _holdingSlots)
            {
                if (!run.IsLongRunning && run.Elapsed > longerThan)
                {
                    run.IsLongRunning = true;
                    _slots.OnLongRunning(run.Entry.Weight);
                    (found ??= []).Add(run);
                }
            }

            if (found is not null)
            {
                NoteRoom_NeedsLock(hadRoom);
                Pump_NeedsLock();
            }
        }

        foreach (var run in found ?? [])
        {
            run.GiveWay();
        }
    }

    /// <summary>Lets go of ended tasks whose time is over.</summary>
    public void ExpireEnded()
    {
        lock (_lock)
        {
            Expire_NeedsLock(clock.GetUtcNow());
        }
    }

    /// <summary>Starts what fits into the free slots, and says so if the load is another one now.</summary>
    private void Pump_NeedsLock()
    {
        while (StartNext_NeedsLock() is { } run)
        {
            Schedule(run);
        }

        TellLoad_NeedsLock();
    }

    private void TellLoad_NeedsLock()
    {
        var level = LoadLevel.Of(_slots.HasFree, _waiting);
        if (level != _toldLevel)
        {
            _toldLevel = level;
            LoadChanged?.Invoke();
        }
    }

    /// <param name="run">Gave its slot back.</param>
    /// <param name="hadRoom">A slot was free before that, too: then only who sent the task has news to hear.</param>
    private void TellRoom_NeedsLock(RunningTask run, bool hadRoom)
    {
        if (_slots.HasFree && !(hadRoom && run.Entry.Sender.Equals(self.SiloAddress)))
        {
            RoomFreed?.Invoke();
        }
    }

    /// <summary>Oldest first.</summary>
    /// <returns>The run, to be scheduled; <see langword="null"/> if none fits.</returns>
    private RunningTask? StartNext_NeedsLock()
    {
        while (_running < _options.MaximumRunningTasks && _queue.TryPeek(out var next))
        {
            if (next.Place != TaskPlace.Waiting)
            {
                _queue.Dequeue();
                continue;
            }

            if (_unsoundKinds > 0 && !MayStart_NeedsLock(next))
            {
                _queue.Dequeue();
                Dequeue_NeedsLock(next);
                Park_NeedsLock(next);
                RelocationDue?.Invoke();
                continue;
            }

            if (!_slots.TryTake(next.Weight))
            {
                return null;
            }

            _queue.Dequeue();
            Dequeue_NeedsLock(next);
            return Start_NeedsLock(next);
        }

        return null;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2025", Justification = "RunAsync ends the run.")]
    private RunningTask Start_NeedsLock(TaskEntry entry)
    {
        var run = new RunningTask(this, entry, handlers.Find(entry.Spec.Kind)!, noteWriter, clock, _leaving.Token);
        if (_unsoundKinds > 0)
        {
            RecordOf_NeedsLock(run.Registration.Kind).Health.OnStarted(Now);
        }

        entry.Apply(TaskEvent.Start);
        entry.Place = TaskPlace.Running;
        entry.Running = run;
        _running++;
        _holdingSlots.Add(run);
        instruments.OnTaskStarted(entry.Spec.Kind, run.StartedAt - entry.Submission.At);
        NotifyChange_NeedsLock(entry);
        if (entry.Spec.Template.Timeout is { } timeout)
        {
            run.LimitTo(timeout);
        }

        if (entry.Spec.Template.Limits?.Heartbeat is { } silence)
        {
            run.ExpectHeartbeats(silence);
        }

        return run;
    }

    /// <summary>No ambient activity or request context of whoever pumped may leak into the handler.</summary>
    private void Schedule(RunningTask run)
    {
        if (run.Entry.IsSuspect)
        {
            StartMarkedAsync(run).Ignore();
            return;
        }

        ScheduleRecorded(run);
    }

    private void ScheduleRecorded(RunningTask run)
    {
        if (run.Registration.Mode != ExecutionMode.Dedicated)
        {
            // Preferred here: the message that brought it ends its turn in a moment, and the pool's other threads help themselves.
            ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            Task.Factory.StartNew(() => RunAsync(run), CancellationToken.None, TaskCreationOptions.DenyChildAttach, dedicatedThreads).Unwrap().Ignore();
        }
    }

    /// <summary>
    /// Runs a task, and on the pool, while handlers end at once, those that the end of each makes room for: a turn of the pool
    /// for each costs more than such a task does.
    /// </summary>
    public async Task RunAsync(RunningTask run)
    {
        var began = clock.GetTimestamp();
        for (var next = run; next is not null;)
        {
            next.OnThread();
            var attempt = pipeline.RunAsync(next);
            next.OffThread();
            if (!attempt.IsCompleted)
            {
                next.Entry.Acknowledgement?.WaitNoLonger();
            }

            var endedAtOnce = attempt.IsCompleted && next.Registration.Mode != ExecutionMode.Dedicated;
            next = End(next, await attempt, mayGoOn: endedAtOnce && clock.GetElapsedTime(began) < PoolTurn);
        }
    }

    /// <returns>The task that takes the place, if this thread may go on with it.</returns>
    private RunningTask? End(RunningTask run, Attempt attempt, bool mayGoOn)
    {
        RunningTask? next = null;
        lock (_lock)
        {
            var hadRoom = _slots.HasFree;
            if (run.HoldsSlot)
            {
                _serviceTime.Add(run.Elapsed);
                ReleaseSlot_NeedsLock(run);
            }

            Record_NeedsLock(run, attempt.End);
            _running--;
            run.Entry.Running = run.Entry.Running == run ? null : run.Entry.Running;
            if (!run.Abandoned)
            {
                End_NeedsLock(run.Entry, attempt, run);
            }

            if (mayGoOn && StartNext_NeedsLock() is { } started)
            {
                if (started.Registration.Mode == ExecutionMode.Dedicated || started.Entry.IsSuspect)
                {
                    Schedule(started);
                }
                else
                {
                    next = started;
                }
            }

            Pump_NeedsLock();
            (_usedAt, _lastPlacer, _lastSender) = (clock.GetTimestamp(), run.Entry.Submission.Placer, run.Entry.Sender);
            TellRoom_NeedsLock(run, hadRoom);
        }

        run.Dispose();
        return next;
    }

    private void ReleaseSlot_NeedsLock(RunningTask run)
    {
        var hadRoom = _slots.HasFree;
        _slots.Release(run.Entry.Weight);
        _holdingSlots.Remove(run);
        run.HoldsSlot = false;
        if (run.IsLongRunning)
        {
            run.IsLongRunning = false;
            _slots.OnLongRunningEnded(run.Entry.Weight);
        }

        NoteRoom_NeedsLock(hadRoom);
    }

    /// <param name="hadRoom">A slot was free before, too.</param>
    private void NoteRoom_NeedsLock(bool hadRoom)
    {
        if (!hadRoom && _slots.HasFree)
        {
            _slotFreeSince = clock.GetTimestamp();
        }
    }

    /// <summary>Records the outcome, once; or that the task runs again.</summary>
    private bool End_NeedsLock(TaskEntry entry, Attempt attempt, RunningTask run)
    {
        if (entry.Place != TaskPlace.Running)
        {
            return false;
        }

        var policy = entry.Spec.Template.Retry ?? run.Registration.Retry;
        var after = AfterRun.Decide(attempt, policy, entry.Past?.Failures ?? 0, TotalLeft(entry), random);
        if (after.Again is not null)
        {
            RunAgain_NeedsLock(entry, after, attempt);
            return true;
        }

        var phase = PhaseOf(attempt.End);
        return End_NeedsLock(entry, new TaskEnd
        {
            Phase = phase,
            At = clock.GetUtcNow(),
            StartedAt = run.StartedAt,
            Result = attempt.Result,
            Failure = attempt.Failure,
            Progress = run.LastProgress,
            HandlerAbandoned = run.Abandoned,
            Silo = self.SiloAddress,
            SiloName = identity.Name,
        });
    }

    private bool End_NeedsLock(TaskEntry entry, TaskEnd end)
    {
        if (!entry.IsDurable)
        {
            return Conclude_NeedsLock(entry, end);
        }

        if (entry.Place is TaskPlace.Ending or TaskPlace.Ended)
        {
            return false;
        }

        BeginEnd_NeedsLock(entry, end);
        return true;
    }

    private bool Conclude_NeedsLock(TaskEntry entry, TaskEnd end)
    {
        if (!entry.Apply(TaskPhaseMachine.EndingIn(end.Phase), end))
        {
            return false;
        }

        entry.Place = TaskPlace.Ended;
        instruments.OnTaskEnded(entry.Spec.Kind, end);
        NotifyEnd_NeedsLock(entry);
        _retention.Add(entry);
        Expire_NeedsLock(end.At);
        return true;
    }

    private void Expire_NeedsLock(DateTimeOffset now)
    {
        while (_retention.TryExpire(now, out var expired))
        {
            // One that was retried may be here again by now.
            Forget_NeedsLock(expired!);
        }
    }

    private static TaskPhase PhaseOf(AttemptEnd end) => end switch
    {
        AttemptEnd.Succeeded => TaskPhase.Succeeded,
        AttemptEnd.Failed => TaskPhase.Failed,
        AttemptEnd.Cancelled => TaskPhase.Cancelled,
        AttemptEnd.TimedOut => TaskPhase.TimedOut,
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "Not an end."),
    };
}
