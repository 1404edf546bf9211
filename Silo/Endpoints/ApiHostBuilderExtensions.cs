using System.Net;
using Microsoft.AspNetCore.Authorization;
using Spawner.Api;
using Spawner.Api.Access;
using Spawner.Client;
using Spawner.Client.Hosting;

namespace Spawner.Silo.Endpoints;

/// <summary>Serves the HTTP API beside health and metrics.</summary>
internal static class ApiHostBuilderExtensions
{
    public static IHostBuilder AddApi(this IHostBuilder host) => host.ConfigureServices((context, services) =>
    {
        if (!IsEnabled(context.Configuration))
        {
            return;
        }

        // A caller of HTTP tries again itself: it hears soon that the cluster is busy or does not answer. The settings win.
        services.AddOptions<SpawnerClientOptions>().Configure(client => (client.RequestTimeout, client.BusyTimeout) = (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(2)));
        services.AddSpawnerClient();
        services.AddSpawnerApi();
        services.AddOptions<SpawnerApiOptions>().PostConfigure<SiloEndpoints>((api, endpoints) =>
        {
            if (IPAddress.IsLoopback(endpoints.Http.Address))
            {
                api.TokenFile ??= TokenFile.DefaultPath;
                api.KeysFile ??= TokenFile.DefaultKeysPath;
            }
        });

        // Whatever else is served here answers nobody, unless it says that it answers all.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder(ApiSchemes.Any).RequireAuthenticatedUser().Build());
    });

    public static bool IsEnabled(IConfiguration configuration) =>
        configuration.GetSection(SpawnerApiOptions.SectionName).Get<SpawnerApiOptions>()?.Enabled ?? new SpawnerApiOptions().Enabled;
}
