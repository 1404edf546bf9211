using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spawner.Silo.Health;

/// <summary>Answers whether the silo lives and whether it takes tasks.</summary>
internal static class HealthHostBuilderExtensions
{
    public const string LivePath = "/health/live";
    public const string ReadyPath = "/health/ready";

    public static IHostBuilder AddHealth(this IHostBuilder host) => host.ConfigureServices(services =>
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Heartbeat>();
        services.AddHostedService(provider => provider.GetRequiredService<Heartbeat>());
        services.AddHealthChecks()
            .AddCheck<ProgressCheck>("progress", tags: [LivePath])
            .AddCheck<ReadinessCheck>("silo", tags: [ReadyPath]);
    });

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        foreach (var path in (string[])[LivePath, ReadyPath])
        {
            endpoints.MapHealthChecks(path, new HealthCheckOptions
            {
                Predicate = check => check.Tags.Contains(path),
                ResponseWriter = HealthAnswer.WriteAsync,
            }).AllowAnonymous();
        }
    }
}
