using Microsoft.Extensions.Options;
using Spawner.Clustering;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Hosting;
using Spawner.Silo.Configuration;
using Spawner.Silo.Starting;
using Spawner.Storage.Hosting;

namespace Spawner.Silo.Endpoints;

/// <summary>Makes the process a silo.</summary>
internal static class OrleansHostBuilderExtensions
{
    public static IHostBuilder AddOrleans(this IHostBuilder host, Action<ISpawnerBuilder>? tasks) => host
        .UseOrleans((context, silo) =>
        {
            var clustering = ClusteringOptions.FromConfiguration(context.Configuration);
            silo.UseSpawnerClustering(clustering);
            silo.UseSpawnerStorage(StorageSettings.Read(context, clustering));
            silo.UseSpawner(tasks);
            silo.Services.AddOptions<Orleans.Configuration.SiloOptions>()
                .Configure<IOptions<SiloIdentityOptions>>((orleans, identity) => orleans.SiloName = identity.Value.Name!);
            silo.Services.AddOptions<Orleans.Configuration.EndpointOptions>().Configure<SiloEndpoints>(Listen);
        })
        .ConfigureServices(services => services.AddHostedService<ReadyAnnouncer>());

    private static void Listen(Orleans.Configuration.EndpointOptions orleans, SiloEndpoints endpoints)
    {
        orleans.AdvertisedIPAddress = endpoints.Address;
        orleans.SiloPort = endpoints.SiloPort;
        orleans.GatewayPort = endpoints.GatewayPort;
        if (endpoints.ListenAny)
        {
            orleans.SiloListeningEndpoint = new(System.Net.IPAddress.Any, endpoints.SiloPort);
            orleans.GatewayListeningEndpoint = new(System.Net.IPAddress.Any, endpoints.GatewayPort);
        }
    }
}
