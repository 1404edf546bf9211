using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Client.Hosting;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Hosting;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Three silos in this process, over real sockets, with a client of their own.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    public const int Silos = 3;

    private InProcessTestCluster? _cluster;

    public InProcessTestCluster Cluster => _cluster!;

    public ISpawnerClient Client => Cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

    public IGrainFactory Grains => Cluster.Client;

    public async ValueTask InitializeAsync()
    {
        _cluster = await StartAsync(Silos);
        await WaitUntilReadyAsync(Client, Silos);
    }

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();

    public static async Task<InProcessTestCluster> StartAsync(int silos)
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((options, silo) =>
        {
            silo.UseSpawner(ScriptedTasks.Register);
            silo.Services.Configure<SiloIdentityOptions>(identity =>
            {
                identity.Name = options.SiloName;
                identity.Labels["name"] = options.SiloName;
            });
            silo.Services.AddSpawnerClient();
        });
        builder.ConfigureClient(client => client.Services.AddSpawnerClient());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    public static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Waits until every silo knows every other as active: placement sees all of them.</summary>
    public static async Task WaitUntilReadyAsync(ISpawnerClient client, int silos)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var inARow = 0;
        while (inARow < 20)
        {
            var explained = await client.ExplainPlacementAsync(ScriptedTasks.Echo, cancellationToken: limit.Token);
            inARow = explained.Candidates.Count(c => c.Excluded is null) == silos ? inARow + 1 : 0;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }
}

[CollectionDefinition(Name)]
public sealed class ClusterOfThree : ICollectionFixture<ClusterFixture>
{
    public const string Name = "cluster of three";
}
