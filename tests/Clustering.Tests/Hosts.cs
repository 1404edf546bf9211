using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Spawner.Clustering.Tests;

/// <summary>Silos and clients as a user's program builds them.</summary>
internal static class Hosts
{
    public static IHost Silo(ClusteringOptions options, int? siloPort = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo =>
        {
            silo.UseSpawnerClustering(options);
            silo.Configure<EndpointOptions>(endpoint =>
            {
                endpoint.AdvertisedIPAddress = IPAddress.Loopback;
                endpoint.SiloPort = siloPort ?? FreePort();
                endpoint.GatewayPort = options.GatewayPort;
            });
        });
        return builder.Build();
    }

    public static IHost Client(ClusteringOptions options)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client.UseSpawnerClustering(options));
        return builder.Build();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
