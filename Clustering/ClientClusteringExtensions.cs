using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Orleans.Runtime.Membership;
using Spawner.Clustering.Database;

namespace Spawner.Clustering;

/// <summary>Lets a client find the silos of a cluster.</summary>
public static class ClientClusteringExtensions
{
    /// <summary>
    /// Connects to the cluster that <paramref name="options"/> describe. A client never creates a database: until a silo has, it
    /// fails to start with a <see cref="ClusteringException"/>.
    /// </summary>
    /// <exception cref="ClusteringException">The options cannot be used, or the password file cannot be read.</exception>
    public static IClientBuilder UseSpawnerClustering(this IClientBuilder builder, ClusteringOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ClusteringOptionsValidator.ThrowIfInvalid(options);

        builder.Configure<GatewayOptions>(MembershipTuning.Apply);
        if (ClusteringDatabase.TryCreate(options) is not { } database)
        {
            return builder.UseLocalhostClustering(options.GatewayPort, options.ServiceId, options.ClusterId);
        }

        builder.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        builder.UseAdoNetClustering(adoNet => (adoNet.Invariant, adoNet.ConnectionString) = (database.Invariant, database.ConnectionString));
        builder.Services.AddSingleton(database);

        // The last registration wins: ours asks Orleans' list and explains its failures.
        builder.Services.AddSingleton<AdoNetGatewayListProvider>();
        builder.Services.AddSingleton<IGatewayListProvider, ExplainedGatewayList>();
        return builder;
    }
}
