using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Spawner.Silo.Health;

/// <summary>Alive means that this process makes progress, and nothing about others: a shared outage must not restart every silo.</summary>
internal sealed class ProgressCheck(Heartbeat heartbeat) : IHealthCheck
{
    /// <summary>Ten missed beats: a full garbage collection or a busy machine does not take that long.</summary>
    private static readonly TimeSpan LongestAge = TimeSpan.FromSeconds(10);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(heartbeat.Age <= LongestAge
            ? HealthCheckResult.Healthy("making progress")
            : HealthCheckResult.Unhealthy($"no progress for {heartbeat.Age.TotalSeconds:N0} s"));
}
