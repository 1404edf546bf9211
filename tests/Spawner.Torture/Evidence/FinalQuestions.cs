using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Spawner.Contracts;

namespace Spawner.Torture.Evidence;

/// <summary>Asks the cluster, when all is over, what has become of every task that it acknowledged.</summary>
internal static class FinalQuestions
{
    private const int AtOnce = 500;
    private const int MostTries = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<Dictionary<Guid, (TaskPhase Phase, int Run)>> AskAsync(string cluster, IReadOnlyList<TaskId> tasks)
    {
        using var host = await Load.ClientHost.ConnectAsync(cluster);
        var intake = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IIntakeGrain>(0);
        Dictionary<Guid, (TaskPhase, int)> answers = [];
        foreach (var some in tasks.Chunk(AtOnce))
        {
            foreach (var (id, notice) in some.Zip(await AskAsync(intake, some)))
            {
                if (notice is not null)
                {
                    answers[id.Unique] = (notice.Phase, notice.Run);
                }
            }
        }

        return answers;
    }

    /// <returns>Nothing, if nobody answers: then the check that needs the answers fails.</returns>
    private static async Task<TaskNotice?[]> AskAsync(IIntakeGrain intake, TaskId[] tasks)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            try
            {
                var request = new FollowRequest { Ids = tasks, Namespace = Load.ClientSettings.Namespace, Submitter = "torture" };
                return (await intake.FollowAsync(request).WaitAsync(Patience, Wall.Clock)).Notices;
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                await Wall.Delay(500, CancellationToken.None);
            }
        }

        return [];
    }
}
