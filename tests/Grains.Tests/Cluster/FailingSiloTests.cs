using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Cluster;

public sealed class FailingSiloTests : IAsyncLifetime
{
    private const int Tasks = 600;

    /// <summary>More than half of those that are looked back on, and what runs at the same time on one slot at 0.05 of a slot each.</summary>
    private const int FailedBeforeItRests = (KindHealth.Window / 2) + 1 + 20;

    private InProcessTestCluster? _cluster;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private InProcessTestCluster Cluster => _cluster!;

    private ISpawnerClient Client => Cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

    public async ValueTask InitializeAsync() => _cluster = await ClusterFixture.StartAsync(3, execution => execution.Slots = 1);

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();

    [Fact]
    public async Task SpawnManyAsync_WithASiloOnWhichTheKindFails_LosesFewToIt()
    {
        var broken = Cluster.Silos[1].SiloAddress.ToParsableString();

        var outcomes = await OutcomesAsync(input: broken);

        var failed = outcomes.Count(outcome => outcome.Phase == TaskPhase.Failed);
        Assert.InRange(failed, 1, FailedBeforeItRests);
        Assert.Equal(Tasks - failed, outcomes.Count(outcome => outcome.Phase == TaskPhase.Succeeded));
    }

    [Fact]
    public async Task SpawnManyAsync_WhenTheKindFailsEverywhere_FailsThemAll()
    {
        var all = string.Join(' ', Cluster.Silos.Select(silo => silo.SiloAddress.ToParsableString()));

        var outcomes = await OutcomesAsync(input: all);

        Assert.All(outcomes, outcome => Assert.Equal(TaskPhase.Failed, outcome.Phase));
    }

    private async Task<IReadOnlyList<TaskSnapshot>> OutcomesAsync(string input)
    {
        var outcomes = new List<TaskSnapshot>();
        for (var batch = 0; batch < 6; batch++)
        {
            var tasks = await Client.SpawnManyAsync(ScriptedTasks.Fragile, Enumerable.Repeat(input, Tasks / 6), cancellationToken: Cancel);
            outcomes.AddRange(await Task.WhenAll(tasks.Tasks.Select(task => task.GetOutcomeAsync(Cancel))));
        }

        return outcomes;
    }
}
