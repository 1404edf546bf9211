using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Placement;

public sealed class RendezvousTests
{
    private const int Silos = 1000;
    private const int Most = 64;

    [Fact]
    public void Choose_WhenThereAreFew_ChoosesAll() => Assert.Equal([1, 2, 3], Rendezvous.Choose(0, [1, 2, 3], silo => (uint)silo, Most));

    [Fact]
    public void Choose_OfMany_IsMutualForMost()
    {
        var chosen = Enumerable.Range(0, Silos).Select(Choose).ToList();

        Assert.All(chosen, peers => Assert.Equal(Most, peers.Count));
        var mutual = chosen.Select((peers, silo) => peers.Count(peer => chosen[peer].Contains(silo))).Sum();
        Assert.True(mutual > 0.8 * Silos * Most, $"{mutual} of {Silos * Most} choices are mutual.");
    }

    [Fact]
    public void Choose_WhenOneGoes_ReplacesItAlone()
    {
        var before = Choose(0);
        var gone = before.First();

        var after = Rendezvous.Choose(0, [.. Enumerable.Range(1, Silos - 1).Where(silo => silo != gone)], silo => (uint)silo, Most).ToHashSet();

        Assert.Equal(Most - 1, before.Intersect(after).Count());
    }

    private static HashSet<int> Choose(int self) =>
        [.. Rendezvous.Choose((uint)self, [.. Enumerable.Range(0, Silos).Where(silo => silo != self)], silo => (uint)silo, Most)];
}
