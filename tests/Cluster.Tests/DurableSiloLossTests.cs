using Spawner.Client;
using Spawner.TestHost;
using Spawner.Tests;

namespace Spawner.Cluster.Tests;

/// <summary>A silo is killed with durable tasks on it, waiting and running. The silos have the store that goes with their clustering.</summary>
[Collection(SiloProcesses.Name)]
public sealed class DurableSiloLossTests(PostgreSqlServer server)
{
    private const int Tasks = 600;
    private const int TaskMilliseconds = 40;
    private const string Victim = "b";
    private static readonly string[] Names = ["a", Victim, "c"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_OfOneOfThreeSilos_LosesNoDurableTask(bool withServer)
    {
        await using var cluster = withServer ? await ProcessCluster.StartAsync(server, Names) : await ProcessCluster.StartWithoutServerAsync(Names);
        var batch = await cluster.Client.SpawnManyAsync(
            TestKinds.Pause, Enumerable.Repeat(TaskMilliseconds, Tasks), new SpawnOptions { Durable = true }, cluster.Cancel);
        var ofVictim = batch.Tasks.Where(task => task.Id.Home?.ToParsableString() == cluster.Silo(Victim).Ready.SiloAddress).ToList();
        await foreach (var ended in Task.WhenEach(ofVictim.Select(task => task.GetResultAsync(cluster.Cancel))))
        {
            if (await ended == Victim)
            {
                break;
            }
        }

        cluster.Silo(Victim).Kill();
        var outcomes = await Task.WhenAll(batch.Tasks.Select(task => task.GetOutcomeAsync(cluster.Cancel))).WaitAsync(Limit, cluster.Cancel);
        var ranOn = await batch.GetResultsAsync(cluster.Cancel);

        Assert.All(outcomes, outcome => Assert.Equal(TaskPhase.Succeeded, outcome.Phase));
        Assert.Equal(Tasks, ranOn.Length);
        Assert.Contains(batch.Tasks.Zip(outcomes, ranOn), task => ofVictim.Contains(task.First) && task.Second.Run > 1 && task.Third != Victim);
        Assert.All(cluster.Silos, silo => Assert.Equal(silo == cluster.Silo(Victim), silo.HasExited));
    }
}
