using Spawner.Silo.Health;

namespace Spawner.Silo.Endpoints;

/// <summary>Serves health and metrics, and nothing else.</summary>
internal static class HttpStep
{
    public static IHostBuilder MapEndpoints(this IHostBuilder host) => host.ConfigureWebHostDefaults(web => web
        // Spawner:Silo:HttpUrl alone says where to listen. The images of ASP.NET set a port too, and Kestrel would warn of it.
        .UseSetting(WebHostDefaults.ServerUrlsKey, string.Empty)
        .UseSetting(WebHostDefaults.HttpPortsKey, string.Empty)
        .UseSetting(WebHostDefaults.HttpsPortsKey, string.Empty)
        .ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(kestrel.ApplicationServices.GetRequiredService<SiloEndpoints>().Http);
        })
        .Configure(app => app
            .UseRouting()
            .UseEndpoints(endpoints =>
            {
                endpoints.MapHealth();
                endpoints.MapPrometheusScrapingEndpoint("/metrics");
            })));
}
