using System.Net;
using Microsoft.AspNetCore.HostFiltering;
using Orleans.Configuration;
using Spawner.Clustering;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Execution;
using Spawner.Grains.Hosting;

namespace Spawner.Silo.Configuration;

/// <summary>Builds the host from its settings.</summary>
internal static class SiloHostExtensions
{
    /// <summary>What stopping costs besides waiting for tasks.</summary>
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(10);

    public static WebApplicationBuilder AddHost(this WebApplicationBuilder builder, SiloSettings settings)
    {
        builder.WebHost.UseUrls(settings.Silo.HttpUrl);
        builder.Services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = AllowedHosts(builder.Configuration, settings));
        builder.Services.AddOptions<HostOptions>().Configure<Microsoft.Extensions.Options.IOptions<ExecutionOptions>>(
            (host, execution) => host.ShutdownTimeout = execution.Value.DrainGrace + execution.Value.StopGrace + ShutdownMargin);
        builder.Services.AddHostedService<ReadyAnnouncement>();
        builder.Services.AddSingleton(settings);
        return builder;
    }

    public static WebApplicationBuilder AddSilo(this WebApplicationBuilder builder, SiloSettings settings, Action<ISpawnerBuilder>? tasks)
    {
        var listenOn = settings.Silo.ListenAny ? IPAddress.Any : settings.Address;
        var siloPort = LocalAddress.Reserve(listenOn, settings.Silo.SiloPort, $"{SiloOptions.Section}:{nameof(SiloOptions.SiloPort)}");
        var gatewayPort = LocalAddress.Reserve(listenOn, settings.Silo.GatewayPort, $"{SiloOptions.Section}:{nameof(SiloOptions.GatewayPort)}");
        builder.UseOrleans(silo =>
        {
            silo.Configure<EndpointOptions>(endpoints =>
            {
                endpoints.AdvertisedIPAddress = settings.Address;
                endpoints.SiloPort = siloPort;
                endpoints.GatewayPort = gatewayPort;
                endpoints.SiloListeningEndpoint = new IPEndPoint(listenOn, siloPort);
                endpoints.GatewayListeningEndpoint = new IPEndPoint(listenOn, gatewayPort);
            });
            silo.Configure<Orleans.Configuration.SiloOptions>(options => options.SiloName = builder.Configuration["Spawner:Identity:Name"] ?? $"{Environment.MachineName}-{siloPort}");
            silo.UseSpawnerClustering(settings.Clustering);
            silo.UseSpawner(tasks);
        });
        return builder;
    }

    /// <summary>Names under which the HTTP endpoint may be asked for: a page in a browser must not reach it by a name of its own.</summary>
    private static List<string> AllowedHosts(IConfiguration configuration, SiloSettings settings) =>
        configuration["AllowedHosts"] is { Length: > 0 } listed and not "*"
            ? [.. listed.Split(';')]
            : ["localhost", "127.0.0.1", "[::1]", settings.Address.ToString()];
}
