using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Spawner.Contracts;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Messages;

namespace Spawner.Grains.Tests.ClusterLoad;

public sealed class ClusterLoadViewTests
{
    private static readonly SiloAddress Self = SiloAddress.New(IPAddress.Loopback, 1, 1);
    private static readonly SiloAddress Peer = SiloAddress.New(IPAddress.Loopback, 2, 1);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Place_WhenAPeerIsSilentForThreePeriods_LeavesItOutUntilItReports()
    {
        var view = CreateSut(Peer);
        view.OnReport(Report(Peer, sequence: 1, SiloState.Active));
        Assert.Equal(Peer, view.Place("kind", demands: null).Silo);

        _clock.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Null(view.Place("kind", demands: null).Silo);

        view.OnReport(Report(Peer, sequence: 2, SiloState.Active));
        Assert.Equal(Peer, view.Place("kind", demands: null).Silo);
    }

    [Fact]
    public void Place_WhenAPeerToldThatItIsUnused_GivesItOneTask()
    {
        var view = CreateSut(Self, Peer);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active));
        view.OnIdle(new IdleNotice { Load = Report(Peer, sequence: 1, SiloState.Active), Room = 2, Unused = true, Life = TimeSpan.FromSeconds(1) });

        Assert.Equal(Peer, view.Place("kind", demands: null).Silo);
        Assert.Equal(Self, view.Place("kind", demands: null).Silo);
    }

    [Fact]
    public void Place_WhenThePinnedSiloIsSilent_GoesThereStill()
    {
        var view = CreateSut(Self, Peer);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active));
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Peer, view.Place("kind", new TaskDemands { Silo = Peer.ToParsableString() }).Silo);
    }

    [Fact]
    public void Place_WhenASiloWithTheKindJoins_ChoosesIt()
    {
        var view = CreateSut(Self);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active));
        Assert.Null(view.Place("new", demands: null).Silo);

        view.Add(Describe(Peer, "new"));
        view.OnReport(Report(Peer, sequence: 1, SiloState.Active));
        Assert.Equal(Peer, view.Place("new", demands: null).Silo);
    }

    [Fact]
    public void Place_ByLabelsThatReadTheSameInOneRow_TellsThemApart()
    {
        var view = CreateSut();
        view.Add(Describe(Self, "kind") with { Labels = new Dictionary<string, string> { ["a"] = "b2" } });
        view.Add(Describe(Peer, "kind") with { Labels = new Dictionary<string, string> { ["a"] = "", ["b"] = "2" } });
        view.OnReport(Report(Self, sequence: 1, SiloState.Active));
        view.OnReport(Report(Peer, sequence: 1, SiloState.Active));

        Assert.Equal(Self, view.Place("kind", new TaskDemands { RequiredLabels = new Dictionary<string, string> { ["a"] = "b2" } }).Silo);
        Assert.Equal(Peer, view.Place("kind", new TaskDemands { RequiredLabels = new Dictionary<string, string> { ["a"] = "", ["b"] = "2" } }).Silo);
    }

    [Fact]
    public void CouldRunElsewhere_WhenTheOnlyPeerIsSilent_IsTrue()
    {
        var view = CreateSut(Self, Peer);
        view.OnReport(Report(Peer, sequence: 1, SiloState.Active));
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.True(view.CouldRunElsewhere("kind", demands: null));
    }

    [Theory]
    [InlineData("kind", SiloState.Leaving)]
    [InlineData("kind", SiloState.Draining)]
    [InlineData("another", SiloState.Active)]
    public void CouldRunElsewhere_WhenThePeerLeavesOrLacksTheKind_IsFalse(string kind, SiloState state)
    {
        var view = CreateSut(Self, Peer);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active));
        view.OnReport(Report(Peer, sequence: 1, state));

        Assert.False(view.CouldRunElsewhere(kind, demands: null));
    }

    [Fact]
    public void Add_OfASiloThatHasGone_LeavesItOut()
    {
        var view = CreateSut(Self, Peer);
        view.Remove(Peer);

        view.Add(Describe(Peer, "kind"));

        Assert.False(view.OnReport(Report(Peer, sequence: 1, SiloState.Active)));
        Assert.DoesNotContain(view.Snapshots(), silo => silo.Address.Equals(Peer));
    }

    [Fact]
    public void Place_WhenMostTasksOfAKindFailOnASilo_SendsItElsewhere()
    {
        var view = CreateSut(Self, Peer);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active) with { FailingKinds = ["kind"] });
        view.OnReport(Report(Peer, sequence: 1, SiloState.Active) with { Load = 100 });

        Assert.Equal(Peer, view.Place("kind", demands: null).Silo);
        Assert.Contains("failed", view.Explain("kind", demands: null).Candidates.Single(c => c.Address.Equals(Self)).Excluded, StringComparison.Ordinal);

        view.OnReport(Report(Self, sequence: 2, SiloState.Active));
        Assert.Equal(Self, view.Place("kind", demands: null).Silo);
    }

    [Fact]
    public void Snapshots_TellWhatHoldsASiloBack()
    {
        var view = CreateSut(Peer);
        view.OnReport(Report(Peer, sequence: 1, SiloState.Active) with { FailingKinds = ["kind"], Gate = SiloGate.MemoryHigh });

        var silo = Assert.Single(view.Snapshots());
        Assert.Equal((SiloGate.MemoryHigh, "kind"), (silo.Gate, Assert.Single(silo.FailingKinds)));
    }

    [Fact]
    public void Place_WhenTheyFailOnAllSilos_ChoosesAmongAll()
    {
        var view = CreateSut(Self, Peer);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active) with { FailingKinds = ["kind"] });
        view.OnReport(Report(Peer, sequence: 1, SiloState.Active) with { FailingKinds = ["kind"], Load = 100 });

        Assert.Equal(Self, view.Place("kind", demands: null).Silo);
        Assert.All(view.Explain("kind", demands: null).Candidates, candidate => Assert.Null(candidate.Excluded));
    }

    [Fact]
    public void Place_WhenAnotherKindFails_TakesNoNotice()
    {
        var view = CreateSut(Self, Peer);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active) with { FailingKinds = ["another"] });
        view.OnReport(Report(Peer, sequence: 1, SiloState.Active) with { Load = 100 });

        Assert.Equal(Self, view.Place("kind", demands: null).Silo);
    }

    [Fact]
    public void Place_WhenTheSilosThatDoBetterDrain_TakesOneOnWhichTheyFail()
    {
        var view = CreateSut(Self, Peer);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active) with { FailingKinds = ["kind"] });
        view.OnReport(Report(Peer, sequence: 1, SiloState.Draining));

        Assert.Equal(Self, view.Place("kind", demands: null).Silo);
    }

    [Fact]
    public void ExplainDecision_AfterTheLoadsHaveChanged_ShowsThemAsTheyWere()
    {
        var view = CreateSut(Self, Peer);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active) with { Load = 1 });
        view.OnReport(Report(Peer, sequence: 1, SiloState.Active) with { Load = 2, State = SiloState.Full, Gate = SiloGate.MemoryFull });
        var tasks = new TaskSpecs([new TaskSpec { Unique = Guid.NewGuid(), Template = new TaskTemplate { Kind = "kind" }, Input = default }]);
        view.Place(tasks, [0], except: null, out var number);
        view.OnReport(Report(Self, sequence: 2, SiloState.Active) with { Load = 10 });
        view.OnReport(Report(Peer, sequence: 2, SiloState.Active) with { Load = 20 });

        var explained = view.ExplainDecision(number, "kind", demands: null)!;

        Assert.Equal([1, 2], explained.Candidates.Select(candidate => candidate.ReportedLoad).Order());
        var full = explained.Candidates.Single(candidate => candidate.Address.Equals(Peer));
        Assert.Equal(SiloGate.MemoryFull, full.Gate);
        Assert.Contains("memory", full.Excluded, StringComparison.Ordinal);
        Assert.Equal(_clock.GetUtcNow(), explained.At);
        Assert.Null(view.ExplainDecision(number + 1, "kind", demands: null));
    }

    [Fact]
    public void Forecast_SharesTasksOutAndChangesNothing()
    {
        var view = CreateSut(Self, Peer);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active));
        view.OnReport(Report(Peer, sequence: 1, SiloState.Active) with { Load = 4 });

        var forecast = view.Forecast("kind", demands: null, count: 24);

        Assert.Equal([(Self, 14), (Peer, 10)], forecast.Shares.Select(share => (share.Address, share.Tasks)));
        Assert.Equal(0, forecast.Waiting);
        Assert.Equal(Self, forecast.First.Chosen);
        Assert.All(view.Explain("kind", demands: null).Candidates, candidate => Assert.Equal(0, candidate.InFlight));
    }

    [Fact]
    public void Forecast_OfAKindThatNoSiloOffers_SaysThatAllWait()
    {
        var view = CreateSut(Self);
        view.OnReport(Report(Self, sequence: 1, SiloState.Active));

        var forecast = view.Forecast("another", demands: null, count: 3);

        Assert.Empty(forecast.Shares);
        Assert.Equal(3, forecast.Waiting);
    }

    private static LoadReport Report(SiloAddress silo, long sequence, SiloState state) => new()
    {
        Silo = silo,
        Sequence = sequence,
        State = state,
        StateSince = DateTimeOffset.UnixEpoch,
        ServingSlots = 2,
        Load = 0,
        SlotsTaken = 0,
        Running = 0,
        Queued = 0,
        ServiceTime = TimeSpan.FromMilliseconds(50),
        Cpu = 0,
        Memory = 0,
    };

    private static SiloDescription Describe(SiloAddress silo, string kind) => new()
    {
        Address = silo,
        Name = silo.ToParsableString(),
        Version = "1",
        Labels = new Dictionary<string, string>(),
        KindWeights = new Dictionary<string, double> { [kind] = 1 },
        Slots = 2,
    };

    private ClusterLoadView CreateSut(params SiloAddress[] silos)
    {
        var view = new ClusterLoadView(new LocalSilo(), Options.Create(new ClusterLoadOptions()), _clock, new Random(1));
        foreach (var silo in silos)
        {
            view.Add(Describe(silo, "kind"));
        }

        return view;
    }

    private sealed class LocalSilo : ILocalSiloDetails
    {
        public string Name => "self";

        public string ClusterId => "test";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => Self;

        public SiloAddress GatewayAddress => Self;
    }
}
