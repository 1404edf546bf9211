using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Spawner.Clustering;

/// <summary>Lets silos and clients find each other.</summary>
public static class SpawnerClusteringExtensions
{
    /// <summary>Joins the silo to its cluster; makes the tables that this needs. Its endpoints are the host's to configure.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is not accepted; every problem is listed.</exception>
    public static ISiloBuilder UseSpawnerClustering(this ISiloBuilder silo, ClusteringOptions options)
    {
        ClusteringOptionsValidator.ThrowIfInvalid(options);
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        silo.Configure<ClusterMembershipOptions>(MembershipTuning.Apply);
        if (options.Provider == ClusteringProvider.SingleSilo)
        {
            return silo.UseDevelopmentClustering(primarySiloEndpoint: (IPEndPoint?)null);
        }

        var database = ClusterDatabase.Of(options);
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(new TablePreparation(database));
        return silo.UseAdoNetClustering(ado => (ado.Invariant, ado.ConnectionString) = (database.Invariant, database.ConnectionString));
    }

    /// <summary>Lets a client find the silos of its cluster.</summary>
    /// <param name="client">The client.</param>
    /// <param name="options">The same settings as the silos'.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is not accepted; every problem is listed.</exception>
    public static IClientBuilder UseSpawnerClustering(this IClientBuilder client, ClusteringOptions options)
    {
        ClusteringOptionsValidator.ThrowIfInvalid(options);
        client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        client.Configure<GatewayOptions>(MembershipTuning.Apply);
        if (options.Provider == ClusteringProvider.SingleSilo)
        {
            return client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, options.GatewayPort));
        }

        var database = ClusterDatabase.Of(options);
        return client.UseAdoNetClustering(ado => (ado.Invariant, ado.ConnectionString) = (database.Invariant, database.ConnectionString));
    }

    /// <summary>Makes the tables before Orleans' membership reads them.</summary>
    private sealed class TablePreparation(ClusterDatabase database) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) =>
            lifecycle.Subscribe(nameof(TablePreparation), ServiceLifecycleStage.First, database.PrepareAsync, _ => Task.CompletedTask);
    }
}
