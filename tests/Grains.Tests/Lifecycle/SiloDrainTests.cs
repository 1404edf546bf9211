using Microsoft.Extensions.DependencyInjection;
using Spawner.Client;
using Spawner.Grains.Execution;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Tests.Cluster;

namespace Spawner.Grains.Tests.Lifecycle;

public sealed class SiloDrainTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0, 0, true, true)]
    [InlineData(0, 1, 0, false, true)]
    [InlineData(0, 1, 0, true, false)]
    [InlineData(1, 0, 0, false, false)]
    [InlineData(0, 0, 1, false, false)]
    [InlineData(0, 1, 1, false, false)]
    public void IsOver_OnlyWhenNothingRunsOrMovesOrCouldMove(int running, int waiting, int moving, bool mayMove, bool expected) =>
        Assert.Equal(expected, SiloDrain.IsOver(running, waiting, moving, mayMove));

    [Fact]
    public async Task CountLeft_WhileTasksMove_CountsThemUntilTheMoveHasEnded()
    {
        await using var cluster = await ClusterFixture.StartAsync(1);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        var executor = cluster.Silos[0].ServiceProvider.GetRequiredService<Executor>();
        await client.SpawnManyAsync(ScriptedTasks.Unregistered, ["a", "b", "c"], cancellationToken: Cancel);
        Assert.Equal((0, 3, 0), executor.CountLeft());

        var moving = executor.BeginMove(executor.WaitingToMove(10), cluster.Silos[0].SiloAddress);
        Assert.Equal((0, 0, 3), executor.CountLeft());

        executor.EndMove(moving, accepted: [false, true, false], holder: cluster.Silos[0].SiloAddress);
        Assert.Equal((0, 2, 0), executor.CountLeft());
    }
}
