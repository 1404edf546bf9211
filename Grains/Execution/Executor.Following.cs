using System.Collections.Immutable;
using Spawner.Contracts;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Messages;

namespace Spawner.Grains.Execution;

internal sealed partial class Executor
{
    /// <summary>What this silo knows of a task, and where else to ask.</summary>
    /// <param name="Notice">What it knows; <see langword="null"/> if nothing.</param>
    /// <param name="Holder">The silo that took the task over.</param>
    /// <param name="IsDurable">Whether the store knows the task, too: better than a silo that has passed it on.</param>
    public readonly record struct Finding(TaskNotice? Notice, SiloAddress? Holder, bool IsDurable);

    /// <summary>Tells what is known of a task, and adds a follower.</summary>
    public Finding Find(TaskId id, Follower? follower)
    {
        lock (_lock)
        {
            if (!_tasks.TryGetValue(id.Unique, out var entry))
            {
                return default;
            }

            if (follower is { } who && !entry.Phase.IsTerminal())
            {
                entry.AddFollowers([who]);
            }

            if (IsKnownByStoreOnly_NeedsLock(entry))
            {
                return default;
            }

            return new Finding(ToNotice(entry, withSnapshot: true) with { Trail = entry.Trail }, entry.Place == TaskPlace.Elsewhere ? entry.Holder : null, entry.IsDurable);
        }
    }

    /// <summary>Asks a task to stop.</summary>
    /// <returns>The answer, or the silo to ask instead; neither if the task is unknown. Whether the wish is to be kept, since the task may outlive this silo.</returns>
    public (CancelAnswer? Answer, SiloAddress? Holder, bool IsToBeNoted) Cancel(TaskId id)
    {
        lock (_lock)
        {
            if (!_tasks.TryGetValue(id.Unique, out var entry))
            {
                return default;
            }

            if (IsKnownByStoreOnly_NeedsLock(entry))
            {
                return default;
            }

            switch (entry.Place)
            {
                case TaskPlace.Waiting or TaskPlace.Parked or TaskPlace.Postponed or TaskPlace.Held:
                    CancelWaiting_NeedsLock(entry);

                    // Of a durable task that is only true once it is written, and this silo may die before.
                    return (entry.IsDurable ? CancelAnswer.Signalled : CancelAnswer.Cancelled, null, entry.IsDurable);
                case TaskPlace.Running:
                    entry.Running?.Stop(StopReason.Cancelled);
                    return (CancelAnswer.Signalled, null, entry.IsDurable);
                case TaskPlace.Moving or TaskPlace.Recording or TaskPlace.Returning:
                    // Not settled where it is: whoever gets it, or keeps it, cancels it. Another silo may have recorded it, too.
                    entry.CancelRequested = true;
                    return (CancelAnswer.Signalled, null, entry.IsDurable);
                case TaskPlace.Elsewhere:
                    return (null, entry.Holder, false);
                default:
                    return (CancelAnswer.AlreadyEnded, null, false);
            }
        }
    }

    /// <summary>A handler spoke of its progress.</summary>
    public void OnProgress(RunningTask run)
    {
        lock (_lock)
        {
            if (run.Entry.Running == run)
            {
                NotifyChange_NeedsLock(run.Entry);
            }
        }
    }

    /// <summary>Somebody may have claimed it; or its holder has died, and may have passed it on before without a word to this silo.</summary>
    private bool IsKnownByStoreOnly_NeedsLock(TaskEntry entry) =>
        entry.Place == TaskPlace.Stored || (entry is { IsDurable: true, Place: TaskPlace.Elsewhere, Holder: { } holder } && _dead.ContainsKey(holder));

    private void CancelWaiting_NeedsLock(TaskEntry entry)
    {
        if (entry.Place == TaskPlace.Waiting)
        {
            Dequeue_NeedsLock(entry);
        }

        TakeOut_NeedsLock(entry);
        End_NeedsLock(entry, new TaskEnd
        {
            Phase = TaskPhase.Cancelled,
            At = clock.GetUtcNow(),
            Silo = self.SiloAddress,
            SiloName = identity.Name,
        });
    }

    private void Follow_NeedsLock(TaskEntry entry, ImmutableArray<Follower> followers)
    {
        entry.AddFollowers(followers);
        if (entry.Phase.IsTerminal())
        {
            // A re-submission of a task that has ended since: the first notice may have been lost with the gateway.
            foreach (var follower in followers)
            {
                Tell(entry, follower, self.SiloAddress.Equals(entry.Id.Home));
            }
        }
    }

    /// <summary>Whoever spawned a task that succeeded at home needs its result, and knows the rest.</summary>
    private void Tell(TaskEntry entry, Follower follower, bool isHome)
    {
        var needsPicture = follower.WantsSnapshot || entry.Phase != TaskPhase.Succeeded;
        var notice = needsPicture || !isHome ? ToNotice(entry, needsPicture) : null;
        if (entry.Acknowledgement?.TryTake(follower.Observer, notice, entry.Result) is not true)
        {
            notices.Post(follower.Observer, notice, entry);
        }
    }

    private void NotifyChange_NeedsLock(TaskEntry entry)
    {
        foreach (var follower in entry.Followers)
        {
            if (follower.Level == FollowLevel.Everything)
            {
                notices.Post(follower.Observer, ToNotice(entry, withSnapshot: true), entry);
            }
        }
    }

    private void NotifyEnd_NeedsLock(TaskEntry entry)
    {
        var isHome = self.SiloAddress.Equals(entry.Id.Home);
        foreach (var follower in entry.Followers)
        {
            Tell(entry, follower, isHome);
        }

        entry.Acknowledgement = null;
        if (entry.Id.Home is { } home && !isHome && !_dead.ContainsKey(home))
        {
            notices.PostHome(home, ToNotice(entry, withSnapshot: true) with { Trail = entry.Trail }, entry);
        }
    }

    private TaskNotice ToNotice(TaskEntry entry, bool withSnapshot) => new()
    {
        // Whoever gets no picture knows the home, and addresses were half of what travels.
        Id = withSnapshot ? entry.Id : new TaskId(entry.Id.Unique),
        Phase = entry.Phase,
        Run = entry.Run,
        Silo = (entry.End?.Silo ?? entry.Holder ?? self.SiloAddress) is var silo && (withSnapshot || !silo.Equals(entry.Id.Home)) ? silo : null,
        Result = entry.End?.Result,
        Snapshot = withSnapshot ? ToSnapshot(entry) : null,
        Demands = withSnapshot ? entry.Spec.Demands : null,
        Parked = withSnapshot && entry.Place == TaskPlace.Parked,
    };

    private TaskSnapshot ToSnapshot(TaskEntry entry) => new()
    {
        Id = entry.Id,
        Phase = entry.Phase,
        Kind = entry.Spec.Kind,
        Name = entry.Spec.Template.Name,
        Tags = entry.Spec.Template.Tags ?? System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty,
        Namespace = entry.Submission.Namespace,
        Submitter = entry.Submission.Submitter,
        Run = entry.Run,
        Silo = entry.End?.Silo ?? entry.Holder ?? self.SiloAddress,
        SiloName = entry.End is { } end ? end.SiloName : entry.Holder is null ? identity.Name : null,
        SubmittedAt = entry.Submission.At,
        StartedAt = entry.End?.StartedAt ?? entry.Running?.StartedAt,
        EndedAt = entry.End?.At,
        Progress = entry.End?.Progress ?? entry.Running?.LastProgress,
        Failure = entry.End is { } outcome ? outcome.Failure : entry.Past?.LastFailure,
        WaitingFor = WaitingFor(entry),
        HandlerAbandoned = entry.End?.HandlerAbandoned ?? false,
        HasCheckpoint = entry.Checkpoint is not null,
        Failures = (entry.Past?.Failures ?? 0) + (entry.End is { Phase: TaskPhase.Failed or TaskPhase.TimedOut } ? 1 : 0),
        Crashes = entry.Past?.Crashes ?? 0,
        Losses = entry.Past?.Losses ?? 0,
        Interruptions = entry.Past?.Interruptions ?? 0,
        DueAt = entry.Phase == TaskPhase.Scheduled ? entry.DueAt : null,
        Key = entry.Spec.Template.Key is { } key ? TaskKeys.ValueOf(key.Text) : null,
    };

    private string? WaitingFor(TaskEntry entry) => entry.Place switch
    {
        TaskPlace.Waiting => $"a free slot on silo {identity.Name}",
        TaskPlace.Parked => "a silo that may run it: explain the task to see why none may",
        TaskPlace.Moving => "its move to another silo",
        TaskPlace.Postponed => $"its time, {entry.DueAt:O}",
        TaskPlace.Held => $"its kind '{entry.Spec.Kind}' to be resumed: it is paused",
        _ => null,
    };
}
