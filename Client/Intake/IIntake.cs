using Spawner.Contracts;

namespace Spawner.Client.Intake;

/// <summary>One attempt at each thing that a client asks of a cluster. What an attempt costs and whether to make another is <see cref="ReliableIntake"/>'s.</summary>
internal interface IIntake
{
    /// <summary>Makes an observer reachable from silos. The caller must hold the observer: Orleans does so only weakly.</summary>
    ITaskObserver CreateReference(ITaskObserver observer);

    Task<SpawnReply> SpawnAsync(SpawnRequest request);

    Task<FollowReply> FollowAsync(FollowRequest request);

    Task<PlacementExplanation> ExplainPlacementAsync(string kind, TaskDemands? demands);

    Task<PlacementForecast> ForecastPlacementAsync(string kind, TaskDemands? demands, int count);

    Task<ClusterReply> GetClusterAsync(bool withSilos);

    Task<bool> DrainAsync(string silo);

    Task<bool> ResumeAsync(string silo);

    Task<RecordsPage> ListRecordsAsync(RecordsQuery query);

    Task<RecordsCount> CountRecordsAsync(RecordsCaller caller);

    Task<RecordsChanged> ChangeRecordsAsync(RecordsChange change);

    Task<RecordsRefusal?> SetPausedAsync(RecordsCaller caller, string kind, bool paused);

    Task<PausedKinds> ListPausedAsync(RecordsCaller caller);

    Task<TaskSnapshot?> DescribeAsync(TaskId id);

    Task<CancelAnswer?> CancelAsync(TaskId id);

    Task<PlacementExplanation?> ExplainAsync(TaskId id);

    Task<TaskOutputPart?> ReadOutputAsync(TaskId id, long from, TimeSpan wait);
}
