using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Execution;

public sealed class BackoffTests
{
    private static readonly RetryPolicy Policy = new() { Delay = TimeSpan.FromSeconds(1), Factor = 3, MaximumDelay = TimeSpan.FromSeconds(20), Jitter = 0.5 };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 9)]
    [InlineData(4, 20)]
    [InlineData(1000, 20)]
    public void Of_WithoutChance_GrowsByTheFactorToTheLongest(int failures, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Of(Policy, failures, chance: 0));

    [Fact]
    public void Of_WithChance_IsLongerByAShareOfTheJitter_AndNeverShorter() =>
        Assert.Equal(TimeSpan.FromSeconds(3 * 1.25), Backoff.Of(Policy, failures: 2, chance: 0.5));
}
