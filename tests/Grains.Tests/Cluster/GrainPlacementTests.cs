using Spawner.Client;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Cluster;

[Collection(ClusterOfThree.Name)]
public sealed class GrainPlacementTests(ClusterFixture cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TaskGrains_OfThousandAddressedTasks_ActivateEachOnItsTasksSilo()
    {
        var name = nameof(TaskGrains_OfThousandAddressedTasks_ActivateEachOnItsTasksSilo);
        var batch = await cluster.Client.SpawnManyAsync(ScriptedTasks.Wait, Enumerable.Repeat(name, 1000), cancellationToken: Cancel);

        var located = await Task.WhenAll(batch.Tasks.Select(t => cluster.Grains.GetGrain<ITaskGrain>(t.Id.ToString()).LocateAsync()));

        Assert.Equal(batch.Tasks.Select(t => t.Id.Home), located);
        Assert.Equal(ClusterFixture.Silos, located.Distinct().Count());
        ScriptedTasks.Of(name).Open();
        await batch.GetResultsAsync(Cancel);
    }

    [Fact]
    public async Task LoadGrains_OfEverySilo_StandOnTheirSiloAndReportIt()
    {
        foreach (var silo in await cluster.Client.ListSilosAsync(Cancel))
        {
            var grain = cluster.Grains.GetGrain<ILoadGrain>(silo.Address.ToParsableString());

            Assert.Equal(silo.Address, await grain.LocateAsync());
            Assert.Equal(silo.Name, (await grain.GetLoadAsync()).Name);
        }
    }

    [Fact]
    public async Task LeastLoadedPlacement_OnAGrainOfOnesOwn_SpreadsActivationsEvenly()
    {
        // Tasks of other tests would count as load: a cluster of its own.
        await using var idle = await ClusterFixture.StartAsync(ClusterFixture.Silos);
        var located = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => idle.Client.GetGrain<IOwnGrain>(i).LocateAsync()));

        var counts = located.CountBy(silo => silo).Select(c => c.Value).ToList();
        Assert.Equal(ClusterFixture.Silos, counts.Count);
        Assert.All(counts, count => Assert.InRange(count, 60, 140));
    }
}

public interface IOwnGrain : IGrainWithIntegerKey
{
    Task<SiloAddress> LocateAsync();
}

[LeastLoadedPlacement]
internal sealed class OwnGrain(ILocalSiloDetails silo) : Grain, IOwnGrain
{
    public Task<SiloAddress> LocateAsync() => Task.FromResult(silo.SiloAddress);
}
