using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Execution;

public sealed class SlotLedgerTests
{
    private readonly SlotLedger _sut = new(slots: 2);

    [Fact]
    public void TryTake_WhenATaskHasBecomeLongRunning_HasAnotherSlot()
    {
        Take(2);
        Assert.False(_sut.TryTake(1));

        _sut.OnLongRunning(1);

        Assert.Equal((2, 1), (_sut.Serving, _sut.TakenOfServing));
        Assert.True(_sut.TryTake(1));
        Assert.False(_sut.TryTake(1));
    }

    [Fact]
    public void TryTake_WhenLongRunningTasksHoldTwiceTheSlots_HasNoMore()
    {
        Take(2);
        _sut.OnLongRunning(2);
        Take(2);

        _sut.OnLongRunning(2);

        Assert.Equal(0, _sut.Serving);
        Assert.False(_sut.HasFree);
    }

    [Fact]
    public void Release_OfALongRunningTask_TakesTheExtraSlotBack()
    {
        Take(2);
        _sut.OnLongRunning(1);
        Take(1);

        _sut.Release(1);
        _sut.OnLongRunningEnded(1);

        Assert.Equal((2, 2), (_sut.Serving, _sut.TakenOfServing));
        Assert.False(_sut.HasFree);
    }

    private void Take(int slots)
    {
        for (var i = 0; i < slots; i++)
        {
            Assert.True(_sut.TryTake(1));
        }
    }
}
