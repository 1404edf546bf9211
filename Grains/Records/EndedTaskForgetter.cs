using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Messages;

namespace Spawner.Grains.Records;

/// <summary>
/// Lets all silos forget ends of tasks before the store changes them: until an outcome's time is over, silos answer from memory.
/// </summary>
internal sealed partial class EndedTaskForgetter(ClusterMembers members, ExecutorPeers peers, ILogger<EndedTaskForgetter> logger)
{
    public Task ForgetAsync(Guid[] tasks) => Task.WhenAll(members.Live.Select(silo => TellAsync(silo, tasks)));

    private async Task TellAsync(SiloAddress silo, Guid[] tasks)
    {
        try
        {
            await peers.Of(silo).ForgetEndedAsync(tasks);
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogNotTold(silo, tasks.Length, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} did not hear that {Count} ended tasks are changed in the store, and may tell their earlier ends for a while: {Reason}")]
    private partial void LogNotTold(SiloAddress silo, int count, string reason);
}
