using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Spawner.Clustering.Database;

namespace Spawner.Clustering;

/// <summary>Makes a silo a member of its cluster.</summary>
public static class SiloClusteringExtensions
{
    /// <summary>
    /// Joins the cluster that <paramref name="options"/> describe. The silo creates what its database lacks when it starts, and
    /// fails to start with a <see cref="ClusteringException"/> when it cannot. Addresses and ports stay with <see cref="EndpointOptions"/>.
    /// </summary>
    /// <exception cref="ClusteringException">The options cannot be used, or the password file cannot be read.</exception>
    public static ISiloBuilder UseSpawnerClustering(this ISiloBuilder builder, ClusteringOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ClusteringOptionsValidator.ThrowIfInvalid(options);

        builder.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        builder.Configure<ClusterMembershipOptions>(MembershipTuning.Apply);
        if (ClusteringDatabase.TryCreate(options) is not { } database)
        {
            return builder.UseSingleSilo();
        }

        builder.UseAdoNetClustering(adoNet => (adoNet.Invariant, adoNet.ConnectionString) = (database.Invariant, database.ConnectionString));
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SchemaStartup>();
        return builder;
    }

    // Development clustering keeps the table in its primary silo: with this silo as the primary there is nobody else to ask.
    private static ISiloBuilder UseSingleSilo(this ISiloBuilder builder)
    {
        builder.Configure<EndpointOptions>(endpoint => endpoint.AdvertisedIPAddress ??= IPAddress.Loopback);
        return builder.UseDevelopmentClustering(development => development.Configure<IOptions<EndpointOptions>>(
            (options, endpoint) => options.PrimarySiloEndpoint = new IPEndPoint(endpoint.Value.AdvertisedIPAddress, endpoint.Value.SiloPort)));
    }
}
