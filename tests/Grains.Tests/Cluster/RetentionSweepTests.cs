using Microsoft.Extensions.DependencyInjection;
using Spawner.Client;
using Spawner.Grains.Completion;
using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Cluster;

public sealed class RetentionSweepTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExpireEnded_OnceTheOutcomeIsDelivered_LetsGoOfTheLastTask()
    {
        await using var cluster = await ClusterFixture.StartAsync(silos: 1, options => options.ResultRetention = TimeSpan.Zero);
        var silo = cluster.Silos[0].ServiceProvider;
        var executor = silo.GetRequiredService<Executor>();
        var task = await cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>().SpawnAsync(ScriptedTasks.Echo, "hello", cancellationToken: Cancel);
        await task.GetResultAsync(Cancel);
        await silo.GetRequiredService<NoticeBoard>().FlushAsync(Cancel);

        executor.ExpireEnded();

        Assert.Null(executor.Find(task.Id, follower: null).Notice);
    }
}
