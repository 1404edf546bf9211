using Microsoft.Extensions.Time.Testing;
using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Execution;

public sealed class LeftTasksTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Guid _task = Guid.NewGuid();

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Had_TellsRunsUpToTheLastOne(int run, bool had)
    {
        var left = new LeftTasks(_clock);
        left.Add(_task, 3);

        Assert.Equal(had, left.Had(_task, run));
    }

    [Fact]
    public void Had_AfterAMinute_IsFalse()
    {
        var left = new LeftTasks(_clock);
        left.Add(_task, 3);
        _clock.Advance(TimeSpan.FromSeconds(61));

        Assert.False(left.Had(_task, 3));
    }

    [Fact]
    public void Add_OfMoreThanAreKept_ForgetsTheOldest()
    {
        var left = new LeftTasks(_clock);
        left.Add(_task, 3);
        var last = Guid.Empty;
        for (var i = 0; i < 100_000; i++)
        {
            left.Add(last = Guid.NewGuid(), 1);
        }

        Assert.Equal((false, true), (left.Had(_task, 3), left.Had(last, 1)));
    }
}
