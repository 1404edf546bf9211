using Orleans.Concurrency;
using Orleans.GrainDirectory;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Intake;

/// <summary>A task when it is addressed: stands beside it on its home silo, or anywhere once that is gone, and passes on.</summary>
[SiloBoundPlacement, GrainDirectory(SelfLocatingDirectory.Name), Reentrant]
internal sealed class TaskGrain(ILocalSiloDetails self, TaskLocator locator, TaskPlacer placer, TimeProvider clock) : Grain, ITaskGrain
{
    public async Task<TaskSnapshot?> DescribeAsync()
    {
        var notice = (await locator.FollowAsync([Id()], follower: null))[0];
        return notice is null ? null : TaskLocator.SnapshotOf(notice, clock);
    }

    public Task<CancelAnswer?> CancelAsync() => locator.CancelAsync(Id());

    public Task<TaskOutputPart?> ReadOutputAsync(long from, TimeSpan wait) => locator.ReadOutputAsync(Id(), from, wait);

    public async Task<PlacementExplanation?> ExplainAsync()
    {
        if ((await locator.FollowAsync([Id()], follower: null))[0] is not { } notice)
        {
            return null;
        }

        var task = TaskLocator.SnapshotOf(notice, clock);
        var now = placer.Explain(task.Kind, notice.Demands) with { PlacedBy = notice.Trail?.Placer, Moves = notice.Trail?.Moves ?? [] };
        if (notice.Parked)
        {
            return now;
        }

        var decided = await locator.ExplainDecisionAsync(notice, task.Kind);
        return now with
        {
            Chosen = task.Silo,
            ChosenName = task.SiloName,
            Reason = PlacementReasons.Of(task, notice.Trail),
            Rule = notice.Trail?.Rule ?? PlacementRule.NoCandidate,
            DecidedAt = decided?.At,
            Candidates = decided?.Candidates ?? now.Candidates,
        };
    }

    public Task<SiloAddress> LocateAsync() => Task.FromResult(self.SiloAddress);

    private TaskId Id() => TaskId.Parse(this.GetPrimaryKeyString());
}
