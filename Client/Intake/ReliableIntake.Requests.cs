using System.Globalization;
using Spawner.Client.Tasks;
using Spawner.Contracts;

namespace Spawner.Client.Intake;

internal sealed partial class ReliableIntake
{
    /// <summary>The tasks' own caller is the submitter: one sender serves all callers of a client.</summary>
    public Task<SpawnReply> SpawnAsync(TaskOrigin origin, TaskSpecs tasks, ITaskObserver observer, CancellationToken cancellationToken)
    {
        var request = new SpawnRequest
        {
            Namespace = origin.Namespace,
            Submitter = origin.Submitter,
            Observer = observer,
            Tasks = tasks,
        };
        return AskAsync(string.Create(CultureInfo.InvariantCulture, $"spawn {tasks.Count} task(s)"), _ => intake.SpawnAsync(request), cancellationToken);
    }

    /// <summary>Asks about up to <see cref="SpawnLimits.MaximumBatchItems"/> tasks, and to be told what comes.</summary>
    /// <exception cref="SpawnDeniedException">The submitter may not ask.</exception>
    public async Task<TaskNotice?[]> FollowAsync(TaskId[] ids, ITaskObserver? observer, FollowLevel level, CancellationToken cancellationToken)
    {
        var request = new FollowRequest
        {
            Ids = ids,
            Observer = observer,
            Level = level,
            Namespace = options.Namespace,
            Submitter = options.Submitter,
        };
        var what = ids.Length == 1 ? $"follow task {ids[0]}" : string.Create(CultureInfo.InvariantCulture, $"follow {ids.Length} tasks");
        var reply = await AskAsync(what, _ => intake.FollowAsync(request), cancellationToken).ConfigureAwait(false);
        return reply.Denied is { } denied ? throw new SpawnDeniedException(denied) : reply.Notices;
    }

    public Task<PlacementExplanation> ExplainPlacementAsync(string kind, TaskDemands? demands, CancellationToken cancellationToken) =>
        AskAsync($"explain the placement of kind '{kind}'", _ => intake.ExplainPlacementAsync(kind, demands), cancellationToken);

    public Task<PlacementForecast> ForecastPlacementAsync(string kind, TaskDemands? demands, int count, CancellationToken cancellationToken) =>
        AskAsync($"foretell the placement of kind '{kind}'", _ => intake.ForecastPlacementAsync(kind, demands, count), cancellationToken);

    public Task<ClusterReply> GetClusterAsync(bool withSilos, CancellationToken cancellationToken) =>
        AskAsync("list the silos", _ => intake.GetClusterAsync(withSilos), cancellationToken);

    public Task<bool> DrainAsync(string silo, CancellationToken cancellationToken) =>
        AskAsync($"drain silo {silo}", _ => intake.DrainAsync(silo), cancellationToken);

    public Task<bool> ResumeAsync(string silo, CancellationToken cancellationToken) =>
        AskAsync($"resume silo {silo}", _ => intake.ResumeAsync(silo), cancellationToken);

    /// <summary>
    /// Orleans binds a task's grain to one gateway: when that one is silent, every second attempt goes through the intake,
    /// which is reached through any.
    /// </summary>
    public Task<TaskSnapshot?> DescribeAsync(TaskId id, CancellationToken cancellationToken) =>
        AskAsync($"describe task {id}", number => number % 2 == 1 ? intake.DescribeAsync(id) : DescribeThroughIntakeAsync(id), cancellationToken);

    public Task<CancelAnswer?> CancelAsync(TaskId id, CancellationToken cancellationToken) =>
        AskAsync($"cancel task {id}", _ => intake.CancelAsync(id), cancellationToken);

    public Task<PlacementExplanation?> ExplainAsync(TaskId id, CancellationToken cancellationToken) =>
        AskAsync($"explain task {id}", _ => intake.ExplainAsync(id), cancellationToken);

    /// <summary>The silo may wait for the task to write: so much longer is its answer waited for.</summary>
    public Task<TaskOutputPart?> ReadOutputAsync(TaskId id, long from, TimeSpan wait, CancellationToken cancellationToken)
    {
        var most = Shorter(wait, options.RequestTimeout / 3);
        return AskAsync($"read the output of task {id}", _ => intake.ReadOutputAsync(id, from, most), cancellationToken, most);
    }

    private async Task<TaskSnapshot?> DescribeThroughIntakeAsync(TaskId id)
    {
        var reply = await intake.FollowAsync(new FollowRequest { Ids = [id], Namespace = options.Namespace, Submitter = options.Submitter })
            .ConfigureAwait(false);
        if (reply.Denied is { } denied)
        {
            throw new SpawnDeniedException(denied);
        }

        return reply.Notices[0] is { } notice ? notice.Snapshot ?? PartialSnapshot.Of(notice, origin: null) : null;
    }
}
