using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Execution;

public sealed class LoadLevelTests
{
    [Theory]
    [InlineData(true, 0, 0)]
    [InlineData(false, 0, 1)]
    [InlineData(false, 1, 2)]
    [InlineData(false, 2, 2)]
    [InlineData(false, 3, 3)]
    [InlineData(false, 1000, 10)]
    public void Of_RisesWhenTheSlotsFillAndWithEachDoublingOfTheQueue(bool hasFreeSlot, int waiting, int level) =>
        Assert.Equal(level, LoadLevel.Of(hasFreeSlot, waiting));
}
