using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Client.Hosting;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Execution;
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

    public async ValueTask InitializeAsync() => _cluster = await StartAsync(Silos);

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();

    public static async Task<InProcessTestCluster> StartAsync(int silos, Action<ExecutionOptions>? configure = null, Action<IServiceCollection>? services = null)
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
            silo.Services.Configure(configure ?? (_ => { }));
            services?.Invoke(silo.Services);
            silo.Services.AddSpawnerClient();
        });
        builder.ConfigureClient(client => client.Services.AddSpawnerClient());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}

[CollectionDefinition(Name)]
public sealed class ClusterOfThree : ICollectionFixture<ClusterFixture>
{
    public const string Name = "cluster of three";
}
