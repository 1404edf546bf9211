using Microsoft.Extensions.Diagnostics.HealthChecks;
using Spawner.Grains.Hosting;
using Spawner.Silo.Health;

namespace Spawner.Silo.Tests.Health;

public class ReadinessCheckTests
{
    [Theory]
    [InlineData(true, "taking tasks", HealthStatus.Healthy)]
    [InlineData(false, "draining", HealthStatus.Unhealthy)]
    public async Task CheckHealthAsync_SaysWhatTheSiloSays(bool ready, string reason, HealthStatus status)
    {
        var result = await new ReadinessCheck(new FixedReadiness(ready, reason)).CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

        Assert.Equal((status, reason), (result.Status, result.Description));
    }

    private sealed class FixedReadiness(bool ready, string why) : ISiloReadiness
    {
        public bool IsReady(out string reason)
        {
            reason = why;
            return ready;
        }
    }
}
