using Orleans.Runtime;
using Spawner.Client.Silos;
using Spawner.Client.Tests.Scripted;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Silos;

public sealed class SiloHistoryTests
{
    private static readonly DateTimeOffset Begin = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SiloAddress One = ScriptedIntake.Home;
    private static readonly SiloAddress Two = ScriptedIntake.OtherHome;

    private readonly SiloHistory _sut = new(Begin);

    [Fact]
    public void Take_WhenFirst_TellsOneJoinForEachLiveSilo()
    {
        var news = Take(ScriptedIntake.Cluster(One, Two), Event(One, SiloChange.Joined, -3600), Event(One, SiloChange.Draining, -10), Event(One, SiloChange.Resumed, -5));

        Assert.Equal([(One, SiloChange.Joined), (Two, SiloChange.Joined)], news);
    }

    [Fact]
    public void Take_WhenAnotherGatewayTellsTheSame_TellsNothing()
    {
        Take(ScriptedIntake.Cluster(One, Two));
        Take(ScriptedIntake.Cluster(One), Event(Two, SiloChange.Died, 5));

        Assert.Empty(Take(ScriptedIntake.Cluster(One), Event(Two, SiloChange.Joined, -90), Event(Two, SiloChange.Died, 6)));
        Assert.Empty(Take(ScriptedIntake.Cluster(One, Two)));
    }

    [Fact]
    public void Take_WhenASiloDrainsTwice_TellsBoth()
    {
        Take(ScriptedIntake.Cluster(One));
        var drained = Event(One, SiloChange.Draining, 1);
        var resumed = Event(One, SiloChange.Resumed, 2);

        Assert.Equal([(One, SiloChange.Draining), (One, SiloChange.Resumed)], Take(ScriptedIntake.Cluster(One), drained, resumed));
        Assert.Equal([(One, SiloChange.Draining)], Take(ScriptedIntake.Cluster(One), drained, resumed, Event(One, SiloChange.Draining, 3)));
        Assert.Empty(Take(ScriptedIntake.Cluster(One), drained, resumed));
    }

    [Fact]
    public void Take_WhenASiloCameAndWentBetweenAnswers_TellsBoth()
    {
        Take(ScriptedIntake.Cluster(One));

        var news = Take(ScriptedIntake.Cluster(One), Event(Two, SiloChange.Joined, 1), Event(Two, SiloChange.Left, 2));

        Assert.Equal([(Two, SiloChange.Joined), (Two, SiloChange.Left)], news);
    }

    [Fact]
    public void Take_WhenAnOlderGatewayTellsOfLongAgo_TellsNothing()
    {
        Take(ScriptedIntake.Cluster(One));

        Assert.Empty(Take(ScriptedIntake.Cluster(One), Event(Two, SiloChange.Joined, -3600), Event(Two, SiloChange.Died, -1800), Event(One, SiloChange.Draining, -900)));
    }

    private (SiloAddress, SiloChange)[] Take(ClusterReply cluster, params SiloEvent[] events) =>
        [.. _sut.Take(cluster with { Events = events }, Begin).Select(e => (e.Address, e.Change))];

    private static SiloEvent Event(SiloAddress silo, SiloChange change, int seconds) =>
        new() { Address = silo, Name = "s", Change = change, At = Begin.AddSeconds(seconds) };
}
