using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Spawner.Silo.Health;

namespace Spawner.Silo.Tests.Health;

public class ProgressCheckTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task CheckHealthAsync_WhileTheHeartBeats_IsHealthy()
    {
        using var heart = new Heartbeat(_clock);
        await heart.StartAsync(TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HealthStatus.Healthy, await CheckAsync(heart));
    }

    [Fact]
    public async Task CheckHealthAsync_WhenTheHeartStandsStill_IsUnhealthy()
    {
        using var heart = new Heartbeat(_clock);
        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync(heart));
    }

    private static async Task<HealthStatus> CheckAsync(Heartbeat heart) =>
        (await new ProgressCheck(heart).CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status;
}
