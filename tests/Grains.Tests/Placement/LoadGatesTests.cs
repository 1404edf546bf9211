using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Placement;

public sealed class LoadGatesTests
{
    [Theory]
    [InlineData(false, 0.84, 0.9, SiloGate.Open)]
    [InlineData(false, 0.85, 0.9, SiloGate.MemoryHigh)]
    [InlineData(false, 0.92, 0.9, SiloGate.MemoryFull)]
    [InlineData(false, 0.50, 1.0, SiloGate.ProcessorBusy)]
    [InlineData(false, 0.90, 1.0, SiloGate.MemoryHigh)]
    [InlineData(false, 0.90, 5.0, SiloGate.ProcessorFull)]
    [InlineData(true, 0.50, 0.0, SiloGate.QueueFull)]
    public void Judge_GivesTheGateThatHoldsBackMost(bool isQueueFull, double memory, double busySeconds, SiloGate expected) =>
        Assert.Equal(expected, LoadGates.Judge(isQueueFull, memory, TimeSpan.FromSeconds(busySeconds)));

    [Theory]
    [InlineData(SiloGate.Open, 4)]
    [InlineData(SiloGate.MemoryHigh, 1)]
    [InlineData(SiloGate.ProcessorBusy, 1)]
    public void ShownSlots_BehindAGate_AreThoseThatAreTaken(SiloGate gate, double expected) =>
        Assert.Equal(expected, LoadGates.ShownSlots(gate, serving: 4, taken: 1, least: 0.05));

    [Fact]
    public void ShownSlots_OfAnIdleSiloBehindAGate_AreSomeStill() =>
        Assert.Equal(0.05, LoadGates.ShownSlots(SiloGate.MemoryHigh, serving: 4, taken: 0, least: 0.05));

    [Fact]
    public void ShownSlots_OfABlockedSilo_AreNone() =>
        Assert.Equal(0, LoadGates.ShownSlots(SiloGate.MemoryHigh, serving: 0, taken: 0, least: 0.05));
}
