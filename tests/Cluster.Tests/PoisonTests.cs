using Spawner.Client;
using Spawner.TestHost;
using Spawner.Tests;

namespace Spawner.Cluster.Tests;

/// <summary>Handlers that block and spin: the cluster must answer as ever. `./verify poison` does the same for ten minutes.</summary>
[Collection(SiloProcesses.Name)]
public sealed class PoisonTests(PostgreSqlServer server)
{
    private const int Blocking = 200;
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task BlockingHandlers_200AtOnce_DelayNoAnswer()
    {
        await using var cluster = await ProcessCluster.StartAsync(server, Names);
        var blocked = await cluster.Client.SpawnManyAsync(TestKinds.Block, Enumerable.Repeat("gate", Blocking), cancellationToken: cluster.Cancel);
        await Task.WhenAll(blocked.Tasks.Select(cluster.WhenRunningAsync));
        var running = blocked.Tasks[^1];

        foreach (var (task, silo) in blocked.Tasks.Zip(Names))
        {
            await AssertAnswersAsync(cluster, running, cancelled: task, silo);
        }

        await (await cluster.OpenAsync("gate")).GetResultsAsync(cluster.Cancel);
        var outcomes = await Task.WhenAll(blocked.Tasks.Select(task => task.GetOutcomeAsync(cluster.Cancel)));
        Assert.Equal(Names.Length, outcomes.Count(outcome => outcome.Phase == TaskPhase.Cancelled));
        Assert.Equal(Blocking - Names.Length, outcomes.Count(outcome => outcome.Phase == TaskPhase.Succeeded));
    }

    [Fact]
    public async Task EndlessSpinners_OnEverySlot_DelayNoAnswer()
    {
        const int SpinnersEach = 4;
        await using var cluster = await ProcessCluster.StartAsync(server, Names);
        var spinners = await Task.WhenAll(Enumerable.Range(0, SpinnersEach).SelectMany(_ => Names).Select(silo => SpinAsync(cluster, silo)));
        await Task.WhenAll(spinners.Select(cluster.WhenRunningAsync));

        foreach (var (task, silo) in spinners.Zip(Names))
        {
            await AssertAnswersAsync(cluster, running: spinners[^1], cancelled: task, silo);
        }

        Assert.Equal(Names.Length, (await cluster.Client.ListSilosAsync(cluster.Cancel)).Count);
    }

    private static async Task AssertAnswersAsync(ProcessCluster cluster, TaskHandle running, TaskHandle cancelled, string silo)
    {
        var probe = new ResponseProbe(cluster.Client, TimeProvider.System);
        Assert.All(await probe.AskAsync(TestKinds.Pause, running, cancelled, silo, cluster.Cancel), answer => Assert.True(answer.Took < AnswersWithin, answer.ToString()));
    }

    private static async Task<TaskHandle> SpinAsync(ProcessCluster cluster, string silo) =>
        await cluster.Client.SpawnAsync(TestKinds.Spin, 0, new SpawnOptions { Silo = silo }, cluster.Cancel);
}
