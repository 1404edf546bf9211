using Microsoft.Extensions.DependencyInjection;
using Spawner.Grains.Intake;

namespace Spawner.Grains.Tests.Cluster;

[Collection(ClusterOfThree.Name)]
public sealed class PlacementExplanationTests(ClusterFixture cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Explain_RightAfterATaskEnded_CountsItNoMoreOnTheAskedSilo()
    {
        var name = nameof(Explain_RightAfterATaskEnded_CountsItNoMoreOnTheAskedSilo);
        var silo = cluster.Cluster.Silos[0];
        var placer = silo.ServiceProvider.GetRequiredService<TaskPlacer>();
        double OwnLoad() => placer.Explain(ScriptedTasks.Gate.Name, demands: null).Candidates.Single(c => c.Address.Equals(silo.SiloAddress)).ReportedLoad;
        var task = await cluster.Client.SpawnAsync(ScriptedTasks.Gate, name, new SpawnOptions { Silo = silo.Name }, Cancel);
        await ScriptedTasks.Of(name).StartedAsync();
        var during = OwnLoad();

        ScriptedTasks.Of(name).Open();
        await task.GetResultAsync(Cancel);

        Assert.Equal(1, during - OwnLoad(), tolerance: 0.001);
    }
}
