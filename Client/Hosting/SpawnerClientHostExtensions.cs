using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Spawner.Clustering;

namespace Spawner.Client.Hosting;

/// <summary>Adds the client library, with a connection to the cluster, to a program that is no silo.</summary>
public static class SpawnerClientHostExtensions
{
    /// <summary>
    /// Connects the program to the cluster that the configuration section <c>Spawner:Clustering</c> describes, and registers
    /// <see cref="ISpawnerClient"/> with settings from <c>Spawner:Client</c>. The host starts once a silo has answered, or fails
    /// with a <see cref="ClusterUnavailableException"/> when none has within <see cref="SpawnerClientOptions.RequestTimeout"/>.
    /// </summary>
    /// <param name="builder">The program's host.</param>
    /// <param name="configure">Overrides settings.</param>
    /// <exception cref="ClusteringException">A clustering setting is not accepted; every problem is listed.</exception>
    public static IHostApplicationBuilder AddSpawnerClient(this IHostApplicationBuilder builder, Action<SpawnerClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var clustering = ClusteringOptions.FromConfiguration(builder.Configuration);
        builder.Services.AddSpawnerClient(configure);
        builder.Services.AddOrleansClient(client => client.ConnectWithin(clustering));
        return builder;
    }

    /// <summary>Connects to a cluster, or says within the time that a request may take that it cannot be reached.</summary>
    internal static void ConnectWithin(this IClientBuilder client, ClusteringOptions clustering)
    {
        client.UseSpawnerClustering(clustering);
        client.UseConnectionRetryFilter<BoundedConnectionRetry>();
    }
}
