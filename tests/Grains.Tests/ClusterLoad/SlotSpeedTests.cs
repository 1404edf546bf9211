using Spawner.Grains.ClusterLoad;

namespace Spawner.Grains.Tests.ClusterLoad;

public sealed class SlotSpeedTests
{
    [Theory]
    [InlineData(0.25, 1, 0.25)]
    [InlineData(1.5, 2, 0.75)]
    [InlineData(4, 2, 1)]
    [InlineData(0.001, 1, SlotSpeed.Slowest)]
    public void Of_IsThePartOfAProcessorThatASlotHas(double allowed, int counted, double expected) => Assert.Equal(expected, SlotSpeed.Of(allowed, counted));

    [Theory]
    [InlineData("max 100000\n", null)]
    [InlineData("25000 100000\n", 0.25)]
    [InlineData("nonsense", null)]
    public void ReadVersion2_ReadsQuotaAndPeriod(string text, double? expected) => Assert.Equal(expected, SlotSpeed.ReadVersion2(text));

    [Theory]
    [InlineData("-1\n", "100000\n", null)]
    [InlineData("150000\n", "100000\n", 1.5)]
    public void ReadVersion1_ReadsQuotaAndPeriod(string quota, string period, double? expected) =>
        Assert.Equal(expected, SlotSpeed.ReadVersion1(quota, period));

    [Theory]
    [InlineData("cpu", "group/one")]
    [InlineData("", "unified")]
    [InlineData("memory", null)]
    public void PathOf_FindsTheGroupOfTheController(string controller, string? expected) =>
        Assert.Equal(expected, SlotSpeed.PathOf(controller, ["4:cpu,cpuacct:/group/one", "3:cpuset:/", "0::/unified"]));

    [Fact]
    public void Measure_IsAPart() => Assert.InRange(SlotSpeed.Measure(), SlotSpeed.Slowest, 1);
}
