using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using Spawner.Api;
using Spawner.Silo.Configuration;
using Spawner.Silo.Health;

namespace Spawner.Silo.Endpoints;

/// <summary>Serves health, metrics and the API, and nothing else.</summary>
internal static class HttpHostBuilderExtensions
{
    private const string MetricsPath = "/metrics";
    private const long LargestUnreadBody = 64 * 1024;

    public static IHostBuilder MapEndpoints(this IHostBuilder host) => host
        .ConfigureServices(services => services.AddOptions<HostFilteringOptions>().Configure<IConfiguration, SiloEndpoints>(FilterHosts))
        .ConfigureWebHostDefaults(web => web
            // Spawner:Silo:HttpUrl alone says where to listen. The images of ASP.NET set a port too, and Kestrel would warn of it.
            .UseSetting(WebHostDefaults.ServerUrlsKey, string.Empty)
            .UseSetting(WebHostDefaults.HttpPortsKey, string.Empty)
            .UseSetting(WebHostDefaults.HttpsPortsKey, string.Empty)
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                // The endpoints that take a body say how large it may be. So much of others' is read past, for the connection to go on.
                kestrel.Limits.MaxRequestBodySize = LargestUnreadBody;
                var endpoints = kestrel.ApplicationServices.GetRequiredService<SiloEndpoints>();
                kestrel.Listen(endpoints.Http, listen =>
                {
                    if (endpoints.IsHttps)
                    {
                        listen.UseHttps(HttpCertificate.Load(kestrel.ApplicationServices.GetRequiredService<IOptions<SiloOptions>>().Value));
                    }
                });
            })
            .Configure((context, app) => Map(app, ApiHostBuilderExtensions.IsEnabled(context.Configuration))));

    private static void Map(IApplicationBuilder app, bool withApi)
    {
        app.UseRouting();
        if (withApi)
        {
            app.UseSpawnerApi();
        }

        app.UseEndpoints(endpoints =>
        {
            endpoints.MapHealth();
            endpoints.MapPrometheusScrapingEndpoint(MetricsPath).AllowAnonymous();
            if (withApi)
            {
                endpoints.MapSpawnerApi();
            }
        });
    }

    // Without a filter any site could read these pages from a browser, by a name of its own that resolves to this machine.
    private static void FilterHosts(HostFilteringOptions filter, IConfiguration configuration, SiloEndpoints endpoints)
    {
        if (string.IsNullOrEmpty(configuration[nameof(filter.AllowedHosts)]))
        {
            filter.AllowedHosts = ["localhost", HostName(IPAddress.Loopback), HostName(IPAddress.IPv6Loopback), HostName(endpoints.Address)];
        }
    }

    private static string HostName(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
