using System.Collections.Immutable;
using Spawner.Contracts;
using Spawner.Grains.Completion;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Messages;
using Spawner.Grains.Notes;

namespace Spawner.Grains.Execution;

/// <summary>What all tasks of one submission have in common; one object for all of them.</summary>
/// <param name="Namespace">Where they belong.</param>
/// <param name="Submitter">Who spawned them.</param>
/// <param name="At">When the request arrived.</param>
/// <param name="Placer">The silo that placed them.</param>
/// <param name="Decision">Number under which that silo remembers what it decided from.</param>
internal sealed record Submission(string Namespace, string Submitter, DateTimeOffset At, SiloAddress Placer, long Decision);

/// <summary>
/// One task that this silo holds, or that is at home here. Owned by <see cref="Executor"/> and changed under its lock
/// only; kept small, since a million may wait.
/// </summary>
internal sealed class TaskEntry(TaskId id, in TaskSpec spec, Submission submission, double weight, int run) : INoticeSubject
{
    private int _noticesUnderWay;
    private long _dueAtUtcTicks;
    private TaskNotes? _notes;
    private volatile byte[]? _checkpoint;

    public TaskId Id { get; } = id;

    public TaskSpec Spec { get; private set; } = spec;

    public Submission Submission { get; } = submission;

    /// <summary>Whether the store has it, too.</summary>
    public bool IsDurable => Spec.Template.IsDurable;

    /// <summary>It may be what ended its last silo.</summary>
    public bool IsSuspect => Past is { Losses: > 0 };

    /// <summary>It is to be written down as nobody's: any silo may claim it, here is no room for it yet.</summary>
    public bool GoesToStore { get; init; }

    /// <summary>Monotonic time of its submission, as this silo's clock runs.</summary>
    public long Born { get; init; }

    /// <summary>Its earlier runs; <see langword="null"/> if there were none.</summary>
    public TaskHistory? Past { get; set; }

    /// <summary>No silo may run it, as the one that placed it saw.</summary>
    public bool ArrivesParked { get; init; }

    /// <summary>Ends once it is written down, or is not going to be. Only while it is being recorded.</summary>
    public Task<RecordingOutcome>? Recording { get; set; }

    /// <summary>Slots that it takes while it runs.</summary>
    public double Weight { get; set; } = weight;

    public int Run { get; set; } = run;

    public TaskPhase Phase { get; private set; } = TaskPhase.Queued;

    /// <summary>Where it stands besides its phase.</summary>
    public TaskPlace Place { get; set; }

    /// <summary>When it may start; the default if at once.</summary>
    public DateTimeOffset DueAt
    {
        get => new(_dueAtUtcTicks, TimeSpan.Zero);
        set => _dueAtUtcTicks = value.UtcTicks;
    }

    /// <summary>The silo that it came from: the one that handed it on last, or that placed it.</summary>
    public SiloAddress Sender => Moves is [.., var last] ? last.From : Submission.Placer;

    /// <summary>What chose its first silo.</summary>
    public PlacementRule Rule { get; init; }

    /// <summary>From silo to silo, the oldest first; the last few.</summary>
    public TaskMove[] Moves { get; set; } = [];

    /// <summary>The silo that took it over; this one, its home, only points there.</summary>
    public SiloAddress? Holder { get; set; }

    /// <summary>While its handler runs.</summary>
    public RunningTask? Running { get; set; }

    /// <summary>What it has written, if anybody asked or it has; changed without the lock.</summary>
    public TaskNotes? Notes => Volatile.Read(ref _notes);

    /// <summary>What a run has left for the next one, as UTF-8 JSON; changed without the lock.</summary>
    public byte[]? Checkpoint
    {
        get => _checkpoint;
        set => _checkpoint = value;
    }

    /// <summary>While the answer to its spawn may tell its end.</summary>
    public Acknowledgement? Acknowledgement { get; set; }

    /// <summary>Once ended.</summary>
    public TaskEnd? End { get; private set; }

    /// <summary>While it moves: it waited in the queue, so it may run here, too.</summary>
    public bool MovesFromQueue { get; set; }

    /// <summary>A cancel that arrived while it was moving: passed on to the new holder.</summary>
    public bool CancelRequested { get; set; }

    public ImmutableArray<Follower> Followers { get; private set; } = [];

    /// <summary>Whether a reader is still to be told of its end; changed without the lock.</summary>
    public bool HasNoticesUnderWay => Volatile.Read(ref _noticesUnderWay) > 0;

    /// <summary>Applies an event.</summary>
    /// <returns>Whether the event had a meaning; if not, nothing changed.</returns>
    public bool Apply(TaskEvent happened, TaskEnd? end = null)
    {
        if (TaskPhaseMachine.Next(Phase, happened) is not { } next)
        {
            return false;
        }

        Phase = next;
        End = end;
        if (end is not null)
        {
            // Nothing runs it again.
            DropInput();
            Checkpoint = null;
            Notes?.OnEnded();
        }

        return true;
    }

    /// <summary>Nothing runs it from here.</summary>
    public void DropInput() => Spec = Spec with { Input = default };

    /// <summary>Adds followers, or raises the level of those that follow already. All tasks of a request share one array.</summary>
    public void AddFollowers(ImmutableArray<Follower> followers)
    {
        if (Followers.IsEmpty)
        {
            Followers = followers;
            return;
        }

        foreach (var follower in followers)
        {
            Followers = [.. Followers.Where(f => !f.Observer.Equals(follower.Observer)), Merge(follower)];
        }
    }

    /// <summary>What it has written, made if there is none yet.</summary>
    public TaskNotes NotesWithin(OutputBudget budget) =>
        Notes ?? Interlocked.CompareExchange(ref _notes, new TaskNotes(IsDurable, budget), null) ?? _notes;

    /// <summary>They went with the task to another silo.</summary>
    public void LeaveNotes() => (_notes, _checkpoint) = (null, null);

    /// <summary>Bytes of output that are kept here once it has ended.</summary>
    public int OutputBytes => Notes?.Bytes ?? 0;

    public PlacementTrail Trail => new() { Placer = Submission.Placer, Rule = Rule, Decision = Submission.Decision, Moves = Moves };

    public TaskResult Result => new(Id.Unique, Run, End?.Result);

    public void OnNoticePosted() => Interlocked.Increment(ref _noticesUnderWay);

    public void OnNoticeSettled() => Interlocked.Decrement(ref _noticesUnderWay);

    private Follower Merge(Follower follower)
    {
        foreach (var known in Followers)
        {
            if (known.Observer.Equals(follower.Observer))
            {
                return follower with
                {
                    Level = (FollowLevel)Math.Max((int)known.Level, (int)follower.Level),
                    WantsSnapshot = known.WantsSnapshot || follower.WantsSnapshot,
                };
            }
        }

        return follower;
    }
}

/// <summary>Where a task of this silo stands.</summary>
internal enum TaskPlace : byte
{
    /// <summary>In the run queue.</summary>
    Waiting,

    /// <summary>No silo may run it: held until one may.</summary>
    Parked,

    /// <summary>On its way to another silo; the answer is not here yet.</summary>
    Moving,

    /// <summary>Taken over by another silo; this one is its home and points there.</summary>
    Elsewhere,

    /// <summary>Waits here until it may start.</summary>
    Postponed,

    /// <summary>Its kind is paused.</summary>
    Held,

    /// <summary>In the store, where any silo may claim it; this one is its home and knows who follows it.</summary>
    Stored,

    /// <summary>Being written down before it may wait here.</summary>
    Recording,

    /// <summary>Runs here.</summary>
    Running,

    /// <summary>Its end is being written down.</summary>
    Ending,

    /// <summary>That it is nobody's, and runs again, is being written down.</summary>
    Returning,

    /// <summary>Ended; kept for whoever asks.</summary>
    Ended,

    /// <summary>No business of this silo any more.</summary>
    Gone,
}

/// <summary>How a task ended.</summary>
internal sealed record TaskEnd
{
    public required TaskPhase Phase { get; init; }

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public byte[]? Result { get; init; }

    public TaskFailure? Failure { get; init; }

    public TaskProgress? Progress { get; init; }

    public bool HandlerAbandoned { get; init; }

    /// <summary>The silo on which it ended.</summary>
    public required SiloAddress Silo { get; init; }

    public string? SiloName { get; init; }
}
