using Microsoft.Extensions.DependencyInjection;
using Spawner.Client;

namespace Spawner.Grains.Tests.Cluster;

public sealed class LongRunningTaskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SpawnAsync_WhenTasksThatNeverEndHoldAllSlots_RunsBesideThem()
    {
        await using var cluster = await ClusterFixture.StartAsync(1, execution => execution.Slots = 2);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        var name = nameof(SpawnAsync_WhenTasksThatNeverEndHoldAllSlots_RunsBesideThem);
        var first = await client.SpawnManyAsync(ScriptedTasks.Spin, Enumerable.Repeat(name, 2), cancellationToken: Cancel);
        await ScriptedTasks.Of(name).StartedAsync(2);

        var beside = await client.SpawnAsync(ScriptedTasks.Where, "x", cancellationToken: Cancel);
        Assert.NotNull(await beside.GetResultAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel));

        var second = await client.SpawnManyAsync(ScriptedTasks.Spin, Enumerable.Repeat(name, 2), cancellationToken: Cancel);
        await ScriptedTasks.Of(name).StartedAsync(2);
        ScriptedTasks.Of(name).Open();
        await first.GetResultsAsync(Cancel);
        await second.GetResultsAsync(Cancel);
    }
}
