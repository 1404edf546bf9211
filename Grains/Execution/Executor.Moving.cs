using Spawner.Contracts;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Execution;

internal sealed partial class Executor
{
    /// <summary>Moves of a task that are remembered: as many as it makes of itself, and some for silos that drain.</summary>
    private const int MaximumMovesTold = 2 * HandOver.MaximumHops;

    /// <summary>Tasks that wait here, as far as they may move: the parked ones, and when this silo drains all the others.</summary>
    /// <param name="most">Most to take.</param>
    public IReadOnlyList<TaskEntry> WaitingToMove(int most)
    {
        lock (_lock)
        {
            var parked = _parked.Take(most);
            var queued = _state is SiloState.Draining or SiloState.Leaving
                ? _queue.Where(e => e.Place == TaskPlace.Waiting).Concat(_postponed).Concat(_held).Where(e => e.Spec.Demands?.Silo is null)
                : [];
            return [.. parked.Concat(queued).Take(most)];
        }
    }

    /// <summary>The oldest tasks of the queue that may go to a silo that has room for them sooner: half of those that wait at most.</summary>
    /// <param name="most">Most to take.</param>
    /// <param name="roundTrip">Time that a message to another silo and its answer take.</param>
    public IReadOnlyList<TaskEntry> WaitingToHandOver(int most, TimeSpan roundTrip)
    {
        lock (_lock)
        {
            return _state is SiloState.Active
                ? [.. _queue
                    .Where(e => e.Place == TaskPlace.Waiting && e.Spec.Demands?.Silo is null && e.Moves.Length < HandOver.MaximumHops)
                    .Take(Math.Min(most, HandOver.Most(_waiting, _waitingWeight, _slots.Slots, _serviceTime.Value, roundTrip)))]
                : [];
        }
    }

    /// <summary>A parked task may run here after all.</summary>
    public void Unpark(IEnumerable<TaskEntry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                if (_parked.Remove(entry))
                {
                    // That they are to run here, of all silos, means that the kind fails everywhere, if it fails here.
                    RecordOf_NeedsLock(handlers.Find(entry.Spec.Kind)!.Kind).Health.Tolerate();
                    Enqueue_NeedsLock(entry);
                }
            }

            Pump_NeedsLock();
        }
    }

    /// <summary>Marks waiting tasks as moving and packs them; those that started or ended meanwhile are left out.</summary>
    public MovingTask[] BeginMove(IEnumerable<TaskEntry> entries, SiloAddress target)
    {
        lock (_lock)
        {
            var moving = new List<MovingTask>();
            var bytes = 0;
            foreach (var entry in entries)
            {
                if (bytes > MaximumBytesMoved)
                {
                    break;
                }

                if (entry.Place == TaskPlace.Waiting)
                {
                    Dequeue_NeedsLock(entry);
                }
                else if (!(_parked.Remove(entry) || _postponed.Remove(entry) || _held.Remove(entry)))
                {
                    continue;
                }

                entry.Acknowledgement?.WaitNoLonger();
                var move = new TaskMove
                {
                    From = self.SiloAddress,
                    FromName = identity.Name,
                    To = target,
                    At = clock.GetUtcNow(),
                    Reason = WhyMoved_NeedsLock(entry),
                };
                entry.MovesFromQueue = entry.Place == TaskPlace.Waiting;
                entry.Place = TaskPlace.Moving;
                _moving.Add(entry);
                bytes += BytesOf(entry);
                moving.Add(new MovingTask
                {
                    Id = entry.Id,
                    Spec = entry.Spec,
                    Namespace = entry.Submission.Namespace,
                    Submitter = entry.Submission.Submitter,
                    SubmittedAt = entry.Submission.At,
                    Run = entry.Run + 1,
                    Followers = [.. entry.Followers],
                    Placer = entry.Submission.Placer,
                    Rule = entry.Rule,
                    Decision = entry.Submission.Decision,
                    Moves = [.. entry.Moves.TakeLast(MaximumMovesTold - 1), move],
                    Past = entry.Past,
                    StartDelay = entry.Phase == TaskPhase.Scheduled ? entry.DueAt - clock.GetUtcNow() : TimeSpan.Zero,
                    Age = clock.GetElapsedTime(entry.Born),
                    Checkpoint = entry.Checkpoint,
                    Output = OutputOf(entry),
                });
            }

            return [.. moving];
        }
    }

    private TaskMoveReason WhyMoved_NeedsLock(TaskEntry entry) =>
        _state is SiloState.Draining or SiloState.Leaving ? TaskMoveReason.Drain
        : entry.Place == TaskPlace.Waiting ? TaskMoveReason.FreeSlot
        : handlers.Find(entry.Spec.Kind) is { } registration && RecordOf_NeedsLock(registration.Kind).Health.IsFailing(Now) ? TaskMoveReason.FailingKind
        : TaskMoveReason.SiloFound;

    /// <summary>The other silo answered. What it took is from now on found through the home; the rest waits here again.</summary>
    /// <returns>Tasks that someone asked to cancel while they moved, and where they are now.</returns>
    public IReadOnlyList<(TaskId Id, SiloAddress Holder)> EndMove(MovingTask[] moved, bool[] accepted, SiloAddress holder)
    {
        List<(TaskId, SiloAddress)> cancels = [];
        lock (_lock)
        {
            for (var i = 0; i < moved.Length; i++)
            {
                if (!_tasks.TryGetValue(moved[i].Id.Unique, out var entry))
                {
                    continue;
                }

                if (entry.Place == TaskPlace.Moving && moved[i].Run == entry.Run + 1)
                {
                    _moving.Remove(entry);
                    if (accepted[i])
                    {
                        PointTo_NeedsLock(entry, holder, moved[i].Run);
                    }
                    else
                    {
                        WaitAgain_NeedsLock(entry);
                    }
                }

                if (entry.CancelRequested)
                {
                    // Also where it seems not to have arrived: an answer may have been lost on the way.
                    cancels.Add((entry.Id, entry.Holder ?? holder));
                }
            }

            Pump_NeedsLock();
        }

        return cancels;
    }

    /// <summary>Another silo passed tasks on that are at home here.</summary>
    /// <returns>Those whose new holder knows nobody who follows them, with who does.</returns>
    public IReadOnlyList<(TaskId Id, SiloAddress Holder, Follower Follower)> OnMoved(IEnumerable<TaskMoved> moves)
    {
        List<(TaskId, SiloAddress, Follower)> unfollowed = [];
        lock (_lock)
        {
            foreach (var moved in moves)
            {
                if (_tasks.TryGetValue(moved.Unique, out var known) && LivesAgain(known, moved.Run))
                {
                    // The store tells where it is now.
                    Forget_NeedsLock(known);
                    continue;
                }

                // While it is still moving from here, the silo that took it was faster to pass it on than to answer. That it came
                // home is known here, and by now it may be on its way to yet another silo.
                if (!self.SiloAddress.Equals(moved.Holder) && _tasks.TryGetValue(moved.Unique, out var entry) && entry.Place is TaskPlace.Elsewhere or TaskPlace.Moving or TaskPlace.Stored && moved.Run >= entry.Run)
                {
                    TakeOut_NeedsLock(entry);
                    PointTo_NeedsLock(entry, moved.Holder, moved.Run);
                    if (moved.LeftFollowers)
                    {
                        unfollowed.AddRange(entry.Followers.Select(follower => (entry.Id, moved.Holder, follower)));
                    }
                }
            }
        }

        return unfollowed;
    }

    /// <summary>Tasks that are at home here ended elsewhere, and nobody told their followers.</summary>
    public void OnFoundEnded(TaskNotice notice)
    {
        lock (_lock)
        {
            if (notice.Snapshot is { } snapshot && _tasks.TryGetValue(notice.Id.Unique, out var entry) && entry.Place is TaskPlace.Elsewhere or TaskPlace.Moving or TaskPlace.Stored && !IsOutdated(entry, notice.Run))
            {
                Settle_NeedsLock(entry, notice, snapshot);
                NotifyEnd_NeedsLock(entry);
            }
        }
    }

    /// <summary>Tasks that are at home here ended elsewhere. Their followers were told by the silo that ran them.</summary>
    public void OnSettled(IEnumerable<TaskNotice> ended)
    {
        lock (_lock)
        {
            foreach (var notice in ended)
            {
                if (notice.Snapshot is { } snapshot && _tasks.TryGetValue(notice.Id.Unique, out var entry) && entry.Place is TaskPlace.Elsewhere or TaskPlace.Moving or TaskPlace.Stored && !IsOutdated(entry, notice.Run))
                {
                    Settle_NeedsLock(entry, notice, snapshot);
                }
            }
        }
    }

    /// <summary>A silo died: tasks of this home that it had taken over are lost with it.</summary>
    /// <param name="dead">The silo.</param>
    /// <param name="name">Its name, if it is still known.</param>
    /// <returns>How many.</returns>
    public int OnSiloDied(SiloAddress dead, string? name)
    {
        lock (_lock)
        {
            _receivedFrom.Remove(dead);
            _dead[dead] = name;
            var lost = _elsewhere.Where(e => dead.Equals(e.Holder) && !e.IsDurable).ToList();
            foreach (var entry in lost)
            {
                _elsewhere.Remove(entry);
                Lose_NeedsLock(entry, dead, name);
            }

            return lost.Count;
        }
    }

    /// <summary>This silo goes away, and these did not let go of it: they are lost, and their followers hear it now.</summary>
    /// <returns>How many.</returns>
    public int LoseWhatIsLeft()
    {
        lock (_lock)
        {
            var left = _tasks.Values.Where(e => !e.IsDurable && e.Place is TaskPlace.Waiting or TaskPlace.Parked or TaskPlace.Postponed or TaskPlace.Held or TaskPlace.Running or TaskPlace.Moving).ToList();
            foreach (var entry in left)
            {
                Lose_NeedsLock(entry, self.SiloAddress, identity.Name);
            }

            return left.Count;
        }
    }

    /// <summary>Tells every running handler to stop, since the silo's grace is over.</summary>
    public void StopRunning()
    {
        List<RunningTask> running;
        lock (_lock)
        {
            running = [.. _tasks.Values.Where(e => e.Place == TaskPlace.Running && e.Running is not null).Select(e => e.Running!)];
        }

        foreach (var run in running)
        {
            run.Stop(StopReason.SiloLeaves);
        }
    }

    /// <summary>Tasks that are here still: that run, that wait, and that may or may not be with another silo by now.</summary>
    public (int Running, int Waiting, int Moving) CountLeft()
    {
        lock (_lock)
        {
            return (_running, _waiting + _parked.Count + _postponed.Count + _held.Count, _moving.Count);
        }
    }

    /// <summary>The task stays here after all.</summary>
    private void WaitAgain_NeedsLock(TaskEntry entry)
    {
        if (entry.Phase == TaskPhase.Scheduled)
        {
            Postpone_NeedsLock(entry, entry.DueAt - clock.GetUtcNow());
        }
        else if (_state == SiloState.Active && entry.MovesFromQueue)
        {
            Enqueue_NeedsLock(entry);
        }
        else
        {
            Park_NeedsLock(entry);
        }

        if (entry.CancelRequested)
        {
            CancelWaiting_NeedsLock(entry);
        }
    }

    private void PointTo_NeedsLock(TaskEntry entry, SiloAddress holder, int run)
    {
        if (!self.SiloAddress.Equals(entry.Id.Home))
        {
            // Not at home here: the home was told where it went, and answers for it.
            Forget_NeedsLock(entry);
            return;
        }

        entry.Apply(TaskEvent.Due);
        (entry.Place, entry.Holder, entry.Run) = (TaskPlace.Elsewhere, holder, run);
        entry.LeaveNotes();
        if (!entry.IsDurable && _dead.TryGetValue(holder, out var name))
        {
            // The news that it went there came after the news of the silo's death, which nobody tells twice.
            _elsewhere.Remove(entry);
            Lose_NeedsLock(entry, holder, name);
            return;
        }

        _elsewhere.Add(entry);
    }

    private void Settle_NeedsLock(TaskEntry entry, TaskNotice notice, TaskSnapshot snapshot)
    {
        TakeOut_NeedsLock(entry);
        entry.Run = notice.Run;
        entry.Moves = notice.Trail?.Moves ?? entry.Moves;
        Settle_NeedsLock(entry, new TaskEnd
        {
            Phase = notice.Phase,
            At = snapshot.EndedAt ?? clock.GetUtcNow(),
            StartedAt = snapshot.StartedAt,
            Result = notice.Result,
            Failure = snapshot.Failure,
            Progress = snapshot.Progress,
            HandlerAbandoned = snapshot.HandlerAbandoned,
            Silo = notice.Silo ?? self.SiloAddress,
            SiloName = snapshot.SiloName,
        });
    }

    /// <summary>It has ended, elsewhere or earlier: no handler of it starts here.</summary>
    private void Settle_NeedsLock(TaskEntry entry, TaskEnd end)
    {
        entry.Apply(TaskEvent.Due);
        if (entry.Phase == TaskPhase.Queued && end.Phase is not (TaskPhase.Cancelled or TaskPhase.Lost))
        {
            entry.Apply(TaskEvent.Start);
        }

        entry.Apply(TaskPhaseMachine.EndingIn(end.Phase), end);
        entry.Place = TaskPlace.Ended;
        _retention.Add(entry);
    }

    private void Lose_NeedsLock(TaskEntry entry, SiloAddress with, string? name)
    {
        if (entry.Place == TaskPlace.Waiting)
        {
            Dequeue_NeedsLock(entry);
        }

        TakeOut_NeedsLock(entry);
        End_NeedsLock(entry, new TaskEnd
        {
            Phase = TaskPhase.Lost,
            At = clock.GetUtcNow(),
            StartedAt = entry.Running?.StartedAt,
            Progress = entry.Running?.LastProgress,
            Silo = with,
            SiloName = name,
        });
    }
}
