using Orleans.Configuration;

namespace Spawner.Silo.Endpoints;

/// <summary>A cluster of this silo alone.</summary>
internal static class LocalClustering
{
    public static void UseLocalClustering(this ISiloBuilder silo)
    {
        silo.UseDevelopmentClustering((System.Net.IPEndPoint?)null);
        silo.Services.AddOptions<DevelopmentClusterMembershipOptions>().Configure<SiloEndpoints>(
            (membership, endpoints) => membership.PrimarySiloEndpoint = new(endpoints.Address, endpoints.SiloPort));
        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = "spawner";
            cluster.ServiceId = "spawner";
        });
    }
}
