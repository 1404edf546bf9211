using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Spawner.Contracts;

namespace Spawner.Torture.Evidence;

/// <summary>Asks the cluster, when all is over, what has become of every task that it acknowledged.</summary>
internal static class FinalQuestions
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task<Dictionary<Guid, (TaskPhase Phase, int Run)>> AskAsync(string connectionString, IReadOnlyList<TaskId> tasks)
    {
        using var host = await Load.ClientHost.ConnectAsync(connectionString);
        var intake = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IIntakeGrain>(0);
        Dictionary<Guid, (TaskPhase, int)> answers = [];
        foreach (var some in tasks.Chunk(AtOnce))
        {
            var reply = await intake.FollowAsync(new FollowRequest { Ids = some, Namespace = Load.ClientSettings.Namespace, Submitter = "torture" }).WaitAsync(Patience, Wall.Clock);
            foreach (var (id, notice) in some.Zip(reply.Notices))
            {
                if (notice is not null)
                {
                    answers[id.Unique] = (notice.Phase, notice.Run);
                }
            }
        }

        return answers;
    }
}
