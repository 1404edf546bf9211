using System.Net;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.ClusterLoad;

public sealed class DecisionLogTests
{
    private readonly DecisionLog _sut = new();

    [Fact]
    public void TryFind_FindsTheSilosOfThatDecision()
    {
        var first = Log(silos: 3);
        var second = Log(silos: 2);

        Assert.True(_sut.TryFind(first, out var found));
        Assert.Equal([1.0, 2.0, 3.0], _sut.SilosOf(found).Select(silo => silo.Load.ReportedLoad));
        Assert.True(_sut.TryFind(second, out found));
        Assert.Equal([1.0, 2.0], _sut.SilosOf(found).Select(silo => silo.Load.ReportedLoad));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void TryFind_MoreDecisionsThanAreRemembered_HasForgottenTheOldest(int silos)
    {
        var oldest = Log(silos);
        long newest = 0;
        for (var i = 0; i < 4096; i++)
        {
            newest = Log(silos);
        }

        Assert.False(_sut.TryFind(oldest, out _));
        Assert.True(_sut.TryFind(newest, out var found));
        Assert.Equal(silos, _sut.SilosOf(found).Count());
    }

    [Fact]
    public void TryFind_OfManySilos_ForgetsBeforeTheyAreOverwritten()
    {
        var oldest = Log(DecisionLog.MaximumSilosEach);
        for (var i = 0; i < 127; i++)
        {
            Log(DecisionLog.MaximumSilosEach);
        }

        Assert.True(_sut.TryFind(oldest, out _));
        Log(silos: 1);
        Assert.False(_sut.TryFind(oldest, out _));
    }

    [Fact]
    public void Add_OfAsManySilosAsAreRemembered_SaysThatNoneIsTakenAnyMore()
    {
        _sut.Begin(TimeSpan.Zero, DateTimeOffset.UnixEpoch);
        for (var i = 1; i < DecisionLog.MaximumSilosEach; i++)
        {
            Assert.True(_sut.Add(Silo(i)));
        }

        Assert.False(_sut.Add(Silo(DecisionLog.MaximumSilosEach)));
    }

    private long Log(int silos)
    {
        var number = _sut.Begin(TimeSpan.Zero, DateTimeOffset.UnixEpoch);
        for (var i = 1; i <= silos; i++)
        {
            _sut.Add(Silo(i));
        }

        return number;
    }

    private static KnownSilo Silo(int load)
    {
        var description = new SiloDescription
        {
            Address = SiloAddress.New(IPAddress.Loopback, load, 1),
            Name = "silo",
            Version = "1",
            Labels = new Dictionary<string, string>(),
            KindWeights = new Dictionary<string, double>(),
            Slots = 1,
        };
        return new KnownSilo(
            new PeerState(description, load), new PeerLoad { IsLocal = false, Slots = 1, ReportedLoad = load }, SiloState.Active, SiloGate.Open, FailingKinds: null);
    }
}
