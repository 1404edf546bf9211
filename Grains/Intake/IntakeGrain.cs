using Orleans.Concurrency;
using Spawner.Contracts;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;
using Spawner.Grains.Telemetry;

namespace Spawner.Grains.Intake;

/// <summary>The door: validates, authorises, and passes on (steps 2 to 5 of docs/architecture.md). Holds nothing.</summary>
/// <remarks>Kept alive, for Orleans refuses to activate what it would collect while the silo's clock is behind where it once was.</remarks>
[StatelessWorker, Reentrant, KeepAlive]
internal sealed class IntakeGrain(
    TaskPlacer placer,
    TaskLocator locator,
    ClusterLoadView view,
    ClusterMembers members,
    SiloDirectory silos,
    ExecutorPeers peers,
    TaskLedger ledger,
    IAuthorizer authorizer,
    SpawnerInstruments instruments,
    TimeProvider clock) : Grain, IIntakeGrain
{
    public async Task<SpawnReply> SpawnAsync(SpawnRequest request)
    {
        var started = clock.GetTimestamp();
        var problems = SpawnRequestValidator.Validate(request, mayBeDurable: ledger.IsAvailable);
        if (problems.Length > 0)
        {
            return new SpawnReply { Problems = problems };
        }

        foreach (var kind in request.Tasks.FirstOfEachTemplate.Select(task => task.Kind).Distinct())
        {
            if (await authorizer.WhyDeniedAsync(new(request.Submitter, SpawnerAction.Spawn, request.Namespace, kind)) is { } denied)
            {
                return new SpawnReply { Denied = denied };
            }
        }

        using var activity = SpawnerActivities.StartPlace(request);
        var reply = await placer.PlaceAsync(request);
        instruments.OnBatchPlaced(clock.GetElapsedTime(started));
        return reply;
    }

    public async Task<FollowReply> FollowAsync(FollowRequest request)
    {
        if (await authorizer.WhyDeniedAsync(new(request.Submitter, SpawnerAction.Read, request.Namespace)) is { } denied)
        {
            return new FollowReply { Notices = [], Denied = denied };
        }

        var follower = request.Observer is { } observer ? new Follower(observer, request.Level, WantsSnapshot: true) : (Follower?)null;
        return new FollowReply { Notices = await locator.FollowAsync(request.Ids, follower) };
    }

    public Task<PlacementExplanation> ExplainPlacementAsync(string kind, TaskDemands? demands) => Task.FromResult(placer.Explain(kind, demands));

    public Task<PlacementForecast> ForecastPlacementAsync(string kind, TaskDemands? demands, int count) =>
        Task.FromResult(placer.Forecast(kind, demands, Math.Clamp(count, 1, SpawnLimits.MaximumForecastTasks)));

    public async Task<ClusterReply> GetClusterAsync(bool withSilos) => new()
    {
        Version = members.Version,
        Live = [.. members.Live],
        Events = [.. members.Events],
        Silos = withSilos ? await silos.ListAsync() : null,
    };

    public Task<bool> DrainAsync(string silo) => SetDrainingAsync(silo, draining: true);

    public Task<bool> ResumeAsync(string silo) => SetDrainingAsync(silo, draining: false);

    private async Task<bool> SetDrainingAsync(string silo, bool draining)
    {
        if (view.Find(silo) is not { } address)
        {
            return false;
        }

        await peers.Of(address).SetDrainingAsync(draining);
        return true;
    }
}
