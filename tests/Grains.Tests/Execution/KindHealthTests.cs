using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Execution;

public sealed class KindHealthTests
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(1);

    private readonly KindHealth _sut = new();

    [Fact]
    public void OnEnded_WhenHalfOfTheLastFailed_StaysSound()
    {
        End(failed: true, KindHealth.Window / 2);
        End(failed: false, KindHealth.Window / 2);

        Assert.True(_sut.IsSound);
        Assert.True(_sut.MayStart(Start));
    }

    [Fact]
    public void OnEnded_WhenMoreThanHalfFailed_Rests()
    {
        End(failed: true, KindHealth.Window / 2);
        Assert.False(_sut.IsFailing(Start));

        Assert.True(_sut.OnEnded(failed: true, Start));

        Assert.True(_sut.IsFailing(Start));
        Assert.False(_sut.MayStart(Start));
    }

    [Fact]
    public void OnEnded_WhenFailuresAreLongPast_ForgetsThem()
    {
        End(failed: true, KindHealth.Window / 2);
        End(failed: false, KindHealth.Window);
        End(failed: true, KindHealth.Window / 2);

        Assert.True(_sut.IsSound);
    }

    [Fact]
    public void MayStart_AfterTheRest_AllowsOneTask()
    {
        BeginRest();
        var after = Start + KindHealth.Rest;
        Assert.True(_sut.MayStart(after));
        Assert.False(_sut.IsFailing(after));

        _sut.OnStarted(after);

        Assert.False(_sut.MayStart(after));
        Assert.True(_sut.IsFailing(after));
    }

    [Fact]
    public void OnEnded_WhenTheTrialSucceeds_IsSoundWithNothingHeldAgainstIt()
    {
        BeginRest();
        var after = Start + KindHealth.Rest;
        _sut.OnStarted(after);

        Assert.True(_sut.OnEnded(failed: false, after));
        Assert.True(_sut.MayStart(after));

        _sut.OnEnded(failed: true, after);
        Assert.True(_sut.IsSound);
    }

    [Fact]
    public void OnEnded_WhenTheTrialFails_RestsAgain()
    {
        BeginRest();
        var after = Start + KindHealth.Rest;
        _sut.OnStarted(after);

        Assert.False(_sut.OnEnded(failed: true, after));

        Assert.False(_sut.MayStart(after + (KindHealth.Rest / 2)));
        Assert.True(_sut.MayStart(after + KindHealth.Rest));
    }

    [Fact]
    public void OnEnded_OfTasksThatStartedBeforeTheRest_EndsItNot()
    {
        BeginRest();

        End(failed: false, KindHealth.Window);

        Assert.True(_sut.IsFailing(Start));
    }

    [Fact]
    public void Tolerate_WhileResting_LetsTasksStartAndStillSaysThatTheyFail()
    {
        BeginRest();

        _sut.Tolerate();

        Assert.True(_sut.MayStart(Start));
        Assert.True(_sut.IsFailing(Start));
    }

    private void BeginRest()
    {
        End(failed: true, (KindHealth.Window / 2) + 1);
        Assert.True(_sut.IsFailing(Start));
    }

    private void End(bool failed, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _sut.OnEnded(failed, Start);
        }
    }
}
