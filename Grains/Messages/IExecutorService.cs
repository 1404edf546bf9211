using Orleans.Concurrency;
using Orleans.Services;
using Spawner.Contracts;

namespace Spawner.Grains.Messages;

/// <summary>What silos ask of each other: one service per silo, addressed by silo, with no directory between.</summary>
[Alias("spawner.IExecutorService")]
internal interface IExecutorService : IGrainService
{
    /// <summary>Takes new tasks.</summary>
    [Alias("Assign")]
    Task<AssignReply> AssignAsync(AssignRequest request);

    /// <summary>Takes tasks over from another silo.</summary>
    [Alias("TakeOver")]
    Task<AssignReply> TakeOverAsync(MoveRequest request);

    /// <summary>Tells the home of moved tasks where they are now.</summary>
    [Alias("Moved")]
    Task OnMovedAsync(TaskMoved[] moved);

    /// <summary>Tells the home of moved tasks how they ended; from then on the home answers for them.</summary>
    [Alias("Settle")]
    Task OnSettledAsync(Immutable<TaskNotice[]> ended);

    /// <summary>Tells the home of tasks that nobody had that they have ended in the store: the home tells whoever follows them.</summary>
    [Alias("EndedInStore")]
    Task OnEndedInStoreAsync(TaskNotice[] ended);

    /// <summary>What this silo knows of tasks, in order; follows those it holds. With <paramref name="forward"/> it asks the holder of moved ones.</summary>
    [Alias("Follow")]
    Task<TaskNotice?[]> FollowAsync(TaskId[] ids, Follower? follower, bool forward);

    /// <summary>What this silo decided a placement from; <see langword="null"/> once it has forgotten.</summary>
    [Alias("ExplainDecision")]
    Task<PastDecision?> ExplainDecisionAsync(long decision, string kind, TaskDemands? demands);

    /// <summary>Asks a task to stop.</summary>
    [Alias("Cancel")]
    Task<CancelAnswer?> CancelAsync(TaskId id, bool forward);

    /// <summary>What a task has written, from a position on; <see langword="null"/> if it is unknown here.</summary>
    [Alias("ReadOutput")]
    Task<TaskOutputPart?> ReadOutputAsync(TaskId id, long from, TimeSpan wait, bool forward);

    /// <summary>Asks tasks that this silo has to stop.</summary>
    /// <returns>In order; <see langword="null"/> of those that it does not have.</returns>
    [Alias("CancelAll")]
    Task<CancelAnswer?[]> CancelAllAsync(Guid[] tasks);

    /// <summary>Lets go of durable tasks that have ended: the store is about to change them.</summary>
    [Alias("ForgetEnded")]
    Task ForgetEndedAsync(Guid[] tasks);

    /// <summary>A peer's load.</summary>
    [OneWay, Alias("Report")]
    Task ReportAsync(LoadReport report);

    /// <summary>A peer has room.</summary>
    [OneWay, Alias("TellIdle")]
    Task TellIdleAsync(IdleNotice notice);

    /// <summary>A peer has tasks waiting and knows of no room: whoever has some tells it.</summary>
    [OneWay, Alias("AskForRoom")]
    Task AskForRoomAsync(LoadReport load);

    /// <summary>Two silos tell each other what they are and how loaded they are.</summary>
    [Alias("Meet")]
    Task<SiloIntroduction> MeetAsync(SiloIntroduction other);

    /// <summary>Starts or ends draining; returns when the other silos know.</summary>
    [Alias("SetDraining")]
    Task SetDrainingAsync(bool draining);
}
