using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Spawner.Grains.Hosting;

namespace Spawner.Silo.Health;

/// <summary>
/// Health for orchestrators. <c>/health/live</c> is local only: a shared outage must not restart every silo.
/// <c>/health/ready</c> says whether the silo takes tasks.
/// </summary>
internal static class SiloHealth
{
    private const string Ready = "ready";

    public static WebApplicationBuilder AddSiloHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck<ReadinessCheck>("takes tasks", tags: [Ready]);
        return builder;
    }

    public static void MapSiloHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = report.Status.ToString(),
            reason = report.Entries.Values.FirstOrDefault().Description,
        }));
    }

    private sealed class ReadinessCheck(ISiloReadiness readiness) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(readiness.IsReady(out var reason) ? HealthCheckResult.Healthy(reason) : HealthCheckResult.Unhealthy(reason));
    }
}
