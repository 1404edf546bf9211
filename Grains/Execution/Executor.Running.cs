using Spawner.Grains.Lifecycle;

namespace Spawner.Grains.Execution;

internal sealed partial class Executor
{
    /// <summary>The handler waits for something outside: its slot goes to another task.</summary>
    public void StepOut(RunningTask run)
    {
        lock (_lock)
        {
            if (run.HoldsSlot)
            {
                ReleaseSlot_NeedsLock(run);
                Pump_NeedsLock();
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

    /// <summary>The handler did not return within the grace after its token was signalled: its outcome is recorded without it.</summary>
    public void OnStopGraceOver(RunningTask run)
    {
        var attempt = run.Reason switch
        {
            StopReason.Cancelled => new Attempt(AttemptEnd.Cancelled),
            StopReason.TimedOut => new Attempt(AttemptEnd.TimedOut, Failure: NotAnswering(run)),
            _ => new Attempt(AttemptEnd.Interrupted),
        };
        if (attempt.End == AttemptEnd.Interrupted)
        {
            // The drain itself decides what becomes of tasks that do not let go of a leaving silo.
            return;
        }

        lock (_lock)
        {
            run.Abandoned = true;
            if (End_NeedsLock(run.Entry, attempt, run))
            {
                LogHandlerAbandoned(run.Id, run.Kind, run.Reason, _options.StopGrace);
            }
        }
    }

    /// <summary>Starts what fits into the free slots, and says so if the load is another one now.</summary>
    private void Pump_NeedsLock()
    {
        StartWaiting_NeedsLock();
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

    /// <summary>Oldest first.</summary>
    private void StartWaiting_NeedsLock()
    {
        while (_running < _options.MaximumRunningTasks && _queue.TryPeek(out var next))
        {
            if (next.Place != TaskPlace.Waiting)
            {
                _queue.Dequeue();
                continue;
            }

            if (!_slots.TryTake(next.Weight))
            {
                return;
            }

            _queue.Dequeue();
            Dequeue_NeedsLock(next);
            Start_NeedsLock(next);
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2025", Justification = "RunAsync ends the run.")]
    private void Start_NeedsLock(TaskEntry entry)
    {
        var run = new RunningTask(this, entry, handlers.Find(entry.Spec.Kind)!, clock, _leaving.Token);
        entry.Apply(TaskEvent.Start);
        entry.Place = TaskPlace.Running;
        entry.Running = run;
        _running++;
        _holdingSlots.Add(run);
        instruments.OnTaskStarted(entry.Spec.Kind, run.StartedAt - entry.Submission.At);
        NotifyChange_NeedsLock(entry);
        if (entry.Spec.Timeout is { } timeout)
        {
            run.LimitTo(timeout);
        }

        // No ambient activity or request context of whoever pumped may leak into the handler.
        using (ExecutionContext.SuppressFlow())
        {
            var scheduler = run.Registration.Mode == ExecutionMode.Dedicated ? dedicatedThreads : TaskScheduler.Default;
            Task.Factory.StartNew(() => RunAsync(run), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap().Ignore();
        }
    }

    private async Task RunAsync(RunningTask run)
    {
        var attempt = await pipeline.RunAsync(run);
        lock (_lock)
        {
            if (run.HoldsSlot)
            {
                _serviceTime.Add(run.Elapsed);
                ReleaseSlot_NeedsLock(run);
            }

            _running--;
            run.Entry.Running = run.Entry.Running == run ? null : run.Entry.Running;
            if (!run.Abandoned)
            {
                End_NeedsLock(run.Entry, attempt, run);
            }

            Pump_NeedsLock();
            (_usedAt, _lastPlacer) = (clock.GetTimestamp(), run.Entry.Submission.Placer);
            if (_slots.HasFree)
            {
                RoomFreed?.Invoke();
            }
        }

        run.Dispose();
    }

    private void ReleaseSlot_NeedsLock(RunningTask run)
    {
        _slots.Release(run.Entry.Weight);
        _holdingSlots.Remove(run);
        run.HoldsSlot = false;
    }

    /// <summary>Records the outcome, once. An interrupted task waits again, for another silo.</summary>
    private bool End_NeedsLock(TaskEntry entry, Attempt attempt, RunningTask run)
    {
        if (attempt.End == AttemptEnd.Interrupted)
        {
            if (entry.Apply(TaskEvent.Interrupt))
            {
                Park_NeedsLock(entry);
            }

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
        if (!entry.Apply(TaskPhaseMachine.EndingIn(end.Phase), end))
        {
            return false;
        }

        entry.Place = TaskPlace.Ended;
        instruments.OnTaskEnded(entry.Spec.Kind, end);
        NotifyEnd_NeedsLock(entry);
        _retention.Add(entry);
        while (_retention.TryExpire(end.At, out var expired))
        {
            _tasks.Remove(expired!.Id.Unique);
        }

        return true;
    }

    private static TaskPhase PhaseOf(AttemptEnd end) => end switch
    {
        AttemptEnd.Succeeded => TaskPhase.Succeeded,
        AttemptEnd.Failed => TaskPhase.Failed,
        AttemptEnd.Cancelled => TaskPhase.Cancelled,
        AttemptEnd.TimedOut => TaskPhase.TimedOut,
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "Not an end."),
    };

    private TaskFailure NotAnswering(RunningTask run) => new()
    {
        Type = nameof(TimeoutException),
        Message = $"The handler ran for more than {run.Entry.Spec.Timeout} and did not return within {_options.StopGrace} after its token was signalled.",
    };

    [LoggerMessage(LogLevel.Warning, "Task {TaskId} of kind {Kind} does not answer: its handler goes on {Grace} after it was told to stop ({Reason})")]
    private partial void LogHandlerAbandoned(TaskId taskId, string kind, StopReason reason, TimeSpan grace);
}
