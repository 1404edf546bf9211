using Microsoft.Extensions.Diagnostics.HealthChecks;
using Spawner.Grains.Hosting;

namespace Spawner.Silo.Health;

/// <summary>Ready means that the silo takes tasks: it has joined, and does not drain or leave.</summary>
internal sealed class ReadinessCheck(ISiloReadiness silo) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(silo.IsReady(out var reason) ? HealthCheckResult.Healthy(reason) : HealthCheckResult.Unhealthy(reason));
}
