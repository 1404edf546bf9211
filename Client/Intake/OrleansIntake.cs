using Spawner.Contracts;

namespace Spawner.Client.Intake;

/// <summary>
/// Speaks to the cluster through Orleans, which sends each call to the next gateway. Every call takes the next intake key, too,
/// so that calls do not stand behind one another in one activation.
/// </summary>
internal sealed partial class OrleansIntake(IGrainFactory grains) : IIntake
{
    // As many as a gateway with 16 cores can serve at once; a power of two, so that the counter may wrap.
    private const uint Keys = 16;

    // Made once: making a reference looks at attributes, which takes as long as sending a call.
    private readonly IIntakeGrain?[] _intakes = new IIntakeGrain?[Keys];
    private uint _calls;

    public ITaskObserver CreateReference(ITaskObserver observer) => grains.CreateObjectReference<ITaskObserver>(observer);

    public Task<SpawnReply> SpawnAsync(SpawnRequest request) => Next().SpawnAsync(request);

    public Task<FollowReply> FollowAsync(FollowRequest request) => Next().FollowAsync(request);

    public Task<PlacementExplanation> ExplainPlacementAsync(string kind, TaskDemands? demands) => Next().ExplainPlacementAsync(kind, demands);

    public Task<PlacementForecast> ForecastPlacementAsync(string kind, TaskDemands? demands, int count) => Next().ForecastPlacementAsync(kind, demands, count);

    public Task<ClusterReply> GetClusterAsync(bool withSilos) => Next().GetClusterAsync(withSilos);

    public Task<bool> DrainAsync(string silo) => Next().DrainAsync(silo);

    public Task<bool> ResumeAsync(string silo) => Next().ResumeAsync(silo);

    public Task<TaskSnapshot?> DescribeAsync(TaskId id) => TaskOf(id).DescribeAsync();

    public Task<CancelAnswer?> CancelAsync(TaskId id) => TaskOf(id).CancelAsync();

    public Task<PlacementExplanation?> ExplainAsync(TaskId id) => TaskOf(id).ExplainAsync();

    public Task<TaskOutputPart?> ReadOutputAsync(TaskId id, long from, TimeSpan wait) => TaskOf(id).ReadOutputAsync(from, wait);

    private IIntakeGrain Next()
    {
        var key = Interlocked.Increment(ref _calls) % Keys;
        return _intakes[key] ??= grains.GetGrain<IIntakeGrain>(key);
    }

    private ITaskGrain TaskOf(TaskId id) => grains.GetGrain<ITaskGrain>(id.ToString());
}
