using System.Collections.Immutable;
using Spawner.Contracts;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Execution;

internal sealed partial class Executor
{
    /// <summary>
    /// Takes new tasks, or says that there is no room. Where they are about to end the answer waits for that, for a moment:
    /// then whoever spawned them learns both at once.
    /// </summary>
    public async ValueTask<AssignReply> AssignAsync(AssignRequest request)
    {
        var (accepted, busy, held, recording) = Assign(request);
        List<TaskConflict> conflicts = [];
        foreach (var written in recording)
        {
            var outcome = await written;
            busy = outcome.Refusal ?? busy;
            Take(outcome, request.Tasks, accepted, conflicts);
        }

        OnPeerIdle();
        var heldFor = TimeSpan.Zero;
        if (held is not null)
        {
            var started = clock.GetTimestamp();
            await _heldAcknowledgements.WaitAsync(held);
            heldFor = clock.GetElapsedTime(started);
        }

        lock (_lock)
        {
            return new AssignReply
            {
                Accepted = accepted,
                Busy = busy,
                RetryAfter = busy is null ? TimeSpan.Zero : RetryAfter_NeedsLock(),
                Ended = held?.Close(),
                Held = heldFor,
                Conflicts = [.. conflicts],
                Load = Report_NeedsLock(request.From),
            };
        }
    }

    private (bool[] Accepted, string? Busy, Acknowledgement? Held, HashSet<Task<RecordingOutcome>> Recording) Assign(AssignRequest request)
    {
        var submission = new Submission(request.Namespace, request.Submitter, request.SubmittedAt, request.From, request.Decision);
        ImmutableArray<Follower> followers = request.Observer is { } observer ? [new Follower(observer, FollowLevel.Outcome, WantsSnapshot: false)] : [];
        var accepted = new bool[request.Tasks.Count];
        string? busy = null;
        lock (_lock)
        {
            double weight = 0;
            List<TaskEntry> unwritten = [];
            HashSet<Task<RecordingOutcome>> recording = [];
            var held = request is { Observer: { } waiting, Parked: false } && EndSoon_NeedsLock(request.Tasks) ? new Acknowledgement(waiting) : null;
            for (var i = 0; i < accepted.Length; i++)
            {
                var spec = request.Tasks[i];
                var goesToStore = GoesToStore_NeedsLock(spec);
                busy ??= WhyNoRoom_NeedsLock(spec, goesToStore);
                accepted[i] = busy is null || _tasks.ContainsKey(spec.Unique);
                if (accepted[i])
                {
                    var entry = Add_NeedsLock(new Arrival(new TaskId(spec.Unique, self.SiloAddress), spec.Apart(), submission, Run: 1, request.RuleOf(i), Moves: [], GoesToStore: goesToStore), request.Parked);
                    HoldFor_NeedsLock(entry, held);
                    Follow_NeedsLock(entry, followers);
                    weight += CountedWeight(entry);
                    Sort_NeedsLock(entry, unwritten, recording);
                }
            }

            if (unwritten.Count > 0)
            {
                recording.Add(BeginRecording_NeedsLock(unwritten));
            }

            Count_NeedsLock(request.From, weight);
            Pump_NeedsLock();
            return (accepted, busy, held is { Tasks: > 0 } ? held : null, recording);
        }
    }

    /// <summary>Lets the answer tell the end of a new task.</summary>
    private static void HoldFor_NeedsLock(TaskEntry entry, Acknowledgement? held)
    {
        if (held is not null && entry is { Place: TaskPlace.Waiting, Acknowledgement: null })
        {
            entry.Acknowledgement = held;
            held.Add();
        }
    }

    /// <summary>Whether these tasks, behind those that wait, should have ended in a moment: as handlers of their kinds ran so far.</summary>
    private bool EndSoon_NeedsLock(TaskSpecs tasks)
    {
        foreach (var first in tasks.FirstOfEachTemplate)
        {
            if (handlers.Find(first.Kind) is not { } registration
                || !_kinds.TryGetValue(registration.Kind.Name, out var record)
                || record.HandlerTime.Value * (1 + ((double)(_waiting + tasks.Count - 1) / Environment.ProcessorCount)) > Acknowledgement.SoonEnough)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes tasks over from another silo. They were accepted there: they are never refused for lack of room.</summary>
    public AssignReply TakeOver(MoveRequest request)
    {
        var accepted = new bool[request.Tasks.Length];
        LoadReport load;
        lock (_lock)
        {
            double weight = 0;
            for (var i = 0; i < accepted.Length; i++)
            {
                var task = request.Tasks[i];
                accepted[i] = _state is SiloState.Active or SiloState.Full || task.Spec.Demands?.Silo is not null || task.Spec.Template.IsDurable;
                if (accepted[i] && !HasLeft_NeedsLock(task))
                {
                    var submission = new Submission(task.Namespace, task.Submitter, task.SubmittedAt, task.Placer, task.Decision);
                    var arrival = new Arrival(task.Id, task.Spec, submission, task.Run, task.Rule, task.Moves, IsRecorded: true)
                    {
                        Past = task.Past,
                        StartDelay = task.StartDelay,
                        Age = task.Age,
                    };
                    var entry = Add_NeedsLock(arrival, parked: _state is SiloState.Leaving);
                    RestoreNotes_NeedsLock(entry, task);
                    Follow_NeedsLock(entry, [.. task.Followers]);
                    weight += CountedWeight(entry);
                }
            }

            Count_NeedsLock(request.From, weight);
            Pump_NeedsLock();
            load = Report_NeedsLock(request.From);
        }

        return new AssignReply { Accepted = accepted, Load = load };
    }

    /// <summary>A hand-over that is sent again, since its answer was lost, may come when the task has been here and gone.</summary>
    private bool HasLeft_NeedsLock(MovingTask task) => !_tasks.ContainsKey(task.Id.Unique) && _left.Had(task.Id.Unique, task.Run);

    /// <summary>When there should be room again: the time that the present queue needs, within 50 ms and 10 s.</summary>
    private TimeSpan RetryAfter_NeedsLock()
    {
        var drain = _serviceTime.Value * (_waitingWeight / 2 / Math.Max(0.05, _slots.Slots));
        return TimeSpan.FromMilliseconds(Math.Clamp(drain.TotalMilliseconds, 50, 10_000));
    }

    /// <summary>Durable tasks for which there is no room, or no reason to wait in memory: any silo may claim them when they may start.</summary>
    private bool GoesToStore_NeedsLock(in TaskSpec spec) =>
        spec.Template.IsDurable
        && (spec.Template.StartDelay > TimeSpan.Zero || _paused.Contains(spec.Kind) || (spec.Demands?.Silo is null && IsFull_NeedsLock(spec)));

    private bool IsFull_NeedsLock(in TaskSpec spec) =>
        _waiting + _parked.Count + _recording.Count >= _options.MaximumQueuedTasks || _waitingBytes + spec.Input.Length > _options.MaximumQueuedBytes;

    private string? WhyNoRoom_NeedsLock(in TaskSpec spec, bool goesToStore)
    {
        if (_state is SiloState.Leaving or SiloState.Joining || (_state == SiloState.Draining && spec.Demands?.Silo is null))
        {
            return $"silo {identity.Name} takes no new tasks ({_state})";
        }

        if (goesToStore)
        {
            // What is being written down is bounded, too: the store may be away.
            return _recording.Count < _options.MaximumQueuedTasks ? null : $"silo {identity.Name} already writes down {_recording.Count} tasks (Spawner:Execution:MaximumQueuedTasks)";
        }

        if (_waiting + _parked.Count + _recording.Count >= _options.MaximumQueuedTasks)
        {
            return $"silo {identity.Name} already has {_waiting + _parked.Count + _recording.Count} waiting tasks (Spawner:Execution:MaximumQueuedTasks)";
        }

        return _waitingBytes + spec.Input.Length > _options.MaximumQueuedBytes
            ? $"silo {identity.Name} already holds {_waitingBytes} bytes of waiting input (Spawner:Execution:MaximumQueuedBytes)"
            : null;
    }

    /// <summary>Adds a task; one that is known already is left as it is, which makes re-submission safe.</summary>
    private TaskEntry Add_NeedsLock(in Arrival arrival, bool parked)
    {
        // While it still moves from here, the silo that took it may have been faster to send it back than to answer.
        if (_tasks.TryGetValue(arrival.Id.Unique, out var known)
            && known.Place != TaskPlace.Elsewhere
            && !(known.Place == TaskPlace.Moving && arrival.Run > known.Run))
        {
            return known;
        }

        var cancelRequested = known is { Place: TaskPlace.Moving, CancelRequested: true };
        if (known is not null)
        {
            // It comes home: the followers that were told to ask here stay.
            TakeOut_NeedsLock(known);
            known.Place = TaskPlace.Gone;
        }

        var registration = handlers.Find(arrival.Spec.Kind);
        var weight = arrival.Spec.Demands?.Weight ?? registration?.Weight ?? 1;
        var entry = new TaskEntry(arrival.Id, arrival.Spec, arrival.Submission, weight, arrival.Run)
        {
            Born = clock.GetTimestamp() - (long)(arrival.Age.TotalSeconds * clock.TimestampFrequency),
            GoesToStore = arrival.GoesToStore,
            Past = arrival.Past,
            Rule = arrival.Rule,
            Moves = arrival.Moves,
            ArrivesParked = parked,
        };
        entry.AddFollowers(known?.Followers ?? []);

        _tasks[arrival.Id.Unique] = entry;
        Limit_NeedsLock(entry);
        var delay = arrival.IsRecorded ? arrival.StartDelay : entry.Spec.Template.StartDelay ?? TimeSpan.Zero;
        if (entry.IsDurable && !arrival.IsRecorded)
        {
            entry.Place = TaskPlace.Recording;
            _recording.Add(entry);
        }
        else if (delay > TimeSpan.Zero)
        {
            Postpone_NeedsLock(entry, delay);
        }
        else if (parked || registration is null)
        {
            Park_NeedsLock(entry);
        }
        else
        {
            Enqueue_NeedsLock(entry);
        }

        if (cancelRequested)
        {
            CancelWaiting_NeedsLock(entry);
        }

        return entry;
    }

    /// <summary>A task that is new here.</summary>
    private readonly record struct Arrival(TaskId Id, TaskSpec Spec, Submission Submission, int Run, PlacementRule Rule, TaskMove[] Moves, bool IsRecorded = false, bool GoesToStore = false)
    {
        public TaskHistory? Past { get; init; }

        public TimeSpan StartDelay { get; init; }

        public TimeSpan Age { get; init; }
    }

    private void Enqueue_NeedsLock(TaskEntry entry)
    {
        if (IsPaused_NeedsLock(entry))
        {
            Hold_NeedsLock(entry);
            return;
        }

        entry.Place = TaskPlace.Waiting;
        _waiting++;
        _waitingWeight += entry.Weight;
        _waitingBytes += entry.Spec.Input.Length;
        _queue.Enqueue(entry);
    }

    /// <summary>Takes a task out of wherever it stood, but the queue.</summary>
    private void TakeOut_NeedsLock(TaskEntry entry)
    {
        _recording.Remove(entry);
        _parked.Remove(entry);
        _postponed.Remove(entry);
        _held.Remove(entry);
        _moving.Remove(entry);
        _elsewhere.Remove(entry);
        _stored.Remove(entry);
    }

    /// <summary>This silo has nothing to do with it any more.</summary>
    private void Forget_NeedsLock(TaskEntry entry)
    {
        if (entry.IsDurable && entry.Place != TaskPlace.Recording)
        {
            _left.Add(entry.Id.Unique, entry.Run);
        }

        entry.Place = TaskPlace.Gone;
        if (_tasks.TryGetValue(entry.Id.Unique, out var known) && ReferenceEquals(known, entry))
        {
            _tasks.Remove(entry.Id.Unique);
        }
    }

    /// <summary>Takes a task out of the count of waiting ones; its place in the queue is skipped when its turn comes.</summary>
    private void Dequeue_NeedsLock(TaskEntry entry)
    {
        _waiting--;
        _waitingWeight = _waiting == 0 ? 0 : _waitingWeight - entry.Weight;
        _waitingBytes -= entry.Spec.Input.Length;
    }

    private void Park_NeedsLock(TaskEntry entry)
    {
        entry.Place = TaskPlace.Parked;
        _parked.Add(entry);
        LogParked(entry.Id, entry.Spec.Kind);
    }

    private void Count_NeedsLock(SiloAddress from, double weight)
    {
        _usedAt = clock.GetTimestamp();
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_receivedFrom, from, out _) += weight;
    }

    /// <summary>As the sender counts it.</summary>
    private static double CountedWeight(TaskEntry entry) => Math.Max(entry.Weight, PeerLoad.LeastWeight);

    [LoggerMessage(LogLevel.Debug, "Task {TaskId} of kind {Kind} waits: no silo may run it now")]
    private partial void LogParked(TaskId taskId, string kind);
}
