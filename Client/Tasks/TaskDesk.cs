using System.Runtime.CompilerServices;
using Spawner.Client.Intake;
using Spawner.Contracts;

namespace Spawner.Client.Tasks;

/// <summary>Does what handles are asked for.</summary>
internal sealed partial class TaskDesk(ReliableIntake intake, TaskTracker tracker, TaskNoticeReceiver receiver, TimeProvider clock)
{
    /// <summary>Waits for the end.</summary>
    /// <exception cref="UnknownTaskException">The cluster does not know the task.</exception>
    public async ValueTask WaitForEndAsync(TrackedTask task, CancellationToken cancellationToken)
    {
        if (!task.HasEnded)
        {
            // A task of this client's own is tracked to its end, and its end is told unasked.
            await (task.IsOwn ? task.Ended.WaitAsync(cancellationToken) : FollowToEndAsync(task, cancellationToken)).ConfigureAwait(false);
        }

        if (task.IsUnknown)
        {
            throw new UnknownTaskException(task.Id);
        }
    }

    public async Task<TaskSnapshot> GetOutcomeAsync(TrackedTask task, CancellationToken cancellationToken)
    {
        await WaitForEndAsync(task, cancellationToken).ConfigureAwait(false);
        var end = task.End!;
        if (end.Snapshot is { } known)
        {
            return known;
        }

        var snapshot = await AskForOutcomeAsync(task, end, cancellationToken).ConfigureAwait(false);
        task.Complete(snapshot);
        return snapshot;
    }

    public async Task<TaskSnapshot> DescribeAsync(TrackedTask task, CancellationToken cancellationToken) =>
        await intake.DescribeAsync(task.Id, cancellationToken).ConfigureAwait(false)
        ?? task.End?.Snapshot
        ?? throw new UnknownTaskException(task.Id);

    public async Task<CancelAnswer> CancelAsync(TrackedTask task, CancellationToken cancellationToken) =>
        await intake.CancelAsync(task.Id, cancellationToken).ConfigureAwait(false) ?? throw new UnknownTaskException(task.Id);

    public async Task<PlacementExplanation> ExplainAsync(TrackedTask task, CancellationToken cancellationToken) =>
        await intake.ExplainAsync(task.Id, cancellationToken).ConfigureAwait(false) ?? throw new UnknownTaskException(task.Id);

    public async IAsyncEnumerable<TaskSnapshot> WatchAsync(TrackedTask task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!task.HasEnded)
        {
            var followed = tracker.Join(task);
            var watch = new TaskWatch();
            followed.Add(watch);
            try
            {
                await AskAsync(followed, FollowLevel.Everything, cancellationToken).ConfigureAwait(false);
                await foreach (var snapshot in watch.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return snapshot;
                }

                task.Adopt(followed);
            }
            finally
            {
                followed.Remove(watch);
                tracker.Leave(followed);
            }
        }

        yield return await GetOutcomeAsync(task, cancellationToken).ConfigureAwait(false);
    }

    private async Task FollowToEndAsync(TrackedTask task, CancellationToken cancellationToken)
    {
        var followed = tracker.Join(task);
        try
        {
            if (!followed.IsOwn)
            {
                await AskAsync(followed, FollowLevel.Outcome, cancellationToken).ConfigureAwait(false);
            }

            await followed.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            task.Adopt(followed);
        }
        finally
        {
            tracker.Leave(followed);
        }
    }

    private async Task AskAsync(TrackedTask task, FollowLevel level, CancellationToken cancellationToken)
    {
        var observer = await receiver.ReferenceAsync().ConfigureAwait(false);
        var answers = await intake.FollowAsync([task.Id], observer, level, cancellationToken).ConfigureAwait(false);
        tracker.TakeAnswer(task, answers[0]);
    }

    /// <summary>
    /// The notice of a success comes without the picture. The silo that has it may have died since, or no longer keep it:
    /// that does not undo the success.
    /// </summary>
    private async Task<TaskSnapshot> AskForOutcomeAsync(TrackedTask task, TaskNotice end, CancellationToken cancellationToken)
    {
        var answers = end.Phase == TaskPhase.Lost
            ? [null]
            : await intake.FollowAsync([task.Id], observer: null, FollowLevel.Outcome, cancellationToken).ConfigureAwait(false);
        return PictureOf(task, end, answers[0]);
    }

    private static TaskSnapshot PictureOf(TrackedTask task, TaskNotice end, TaskNotice? answer) =>
        answer is { Snapshot: { } snapshot } && answer.Phase == end.Phase
            ? snapshot
            : PartialSnapshot.Of(end with { Id = task.Id, Silo = end.Silo ?? task.Id.Home }, task.Origin);
}
