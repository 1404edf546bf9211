using Spawner.Cli.Processes;

namespace Spawner.Cli.Tests.Processes;

public class SiloMetricsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("# TYPE adopted_total counter\nadopted_total{otel_scope_name=\"Spawner\"} 15 1700000000000\nadopted_total{a=\"b\"} 2\n", 17)]
    [InlineData("adopted_total 3\nadopted_total_more 4\n", 3)]
    public void Sum_OfACounter_AddsItsSamplesAlone(string text, int expected) => Assert.Equal(expected, SiloMetrics.Sum(text, "adopted_total"));
}
