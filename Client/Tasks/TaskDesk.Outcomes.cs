using Spawner.Contracts;

namespace Spawner.Client.Tasks;

/// <content>The ends of many tasks.</content>
internal sealed partial class TaskDesk
{
    /// <summary>Tasks that were spawned together often end together: an answer for each would be asked for again and again.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    /// <param name="ids">Each once.</param>
    /// <param name="wait">How long to wait for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TaskOutcome[]> GetOutcomesAsync(TaskId[] ids, TimeSpan wait, CancellationToken cancellationToken)
    {
        var tasks = Array.ConvertAll(ids, id => tracker.Join(TrackedTask.Rebuilt(id)));
        try
        {
            await AskAsync(Array.FindAll(tasks, task => !task.IsOwn && !task.HasEnded), follow: wait > TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            if (wait > TimeSpan.Zero && !Array.Exists(tasks, task => task.HasEnded))
            {
                await WaitForAnyAsync(tasks, wait, cancellationToken).ConfigureAwait(false);
            }

            await CompleteAsync(Array.FindAll(tasks, task => task.End is { Snapshot: null }), cancellationToken).ConfigureAwait(false);

            // One that has ended since lacks its picture, and is told next time.
            return [.. ids.Zip(tasks).Where(pair => pair.Second is { IsUnknown: true } or { End.Snapshot: not null }).Select(pair => OutcomeOf(pair.First, pair.Second))];
        }
        finally
        {
            Array.ForEach(tasks, tracker.Leave);
        }
    }

    private async Task AskAsync(TrackedTask[] tasks, bool follow, CancellationToken cancellationToken)
    {
        var observer = follow && tasks is not [] ? await receiver.ReferenceAsync().ConfigureAwait(false) : null;
        foreach (var some in tasks.Chunk(SpawnLimits.MaximumBatchItems))
        {
            var answers = await intake.FollowAsync(Array.ConvertAll(some, task => task.Id), observer, FollowLevel.Outcome, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                tracker.TakeAnswer(some[i], answers[i]);
            }
        }
    }

    private async Task WaitForAnyAsync(TrackedTask[] tasks, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var decided = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // The wait's end is one of those that are awaited, so that nothing of this question stays with tasks that go on.
            await Task.WhenAny([.. tasks.Select(task => task.Ended), Task.Delay(wait, clock, decided.Token)]).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (tasks.Length > 1)
            {
                await Task.Delay(Gathering, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await decided.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The notice of a success comes without the picture: all that lack it are asked for together.</summary>
    private async Task CompleteAsync(TrackedTask[] tasks, CancellationToken cancellationToken)
    {
        foreach (var some in tasks.Chunk(SpawnLimits.MaximumBatchItems))
        {
            var answers = await intake.FollowAsync(Array.ConvertAll(some, task => task.Id), observer: null, FollowLevel.Outcome, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                some[i].Complete(PictureOf(some[i], some[i].End!, answers[i]));
            }
        }
    }

    private static TaskOutcome OutcomeOf(TaskId id, TrackedTask task) =>
        new(id, task.End?.Snapshot, task.Result is { } result ? RawJson.Checked(result) : null);
}
