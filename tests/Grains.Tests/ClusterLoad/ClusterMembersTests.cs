using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spawner.Grains.ClusterLoad;

namespace Spawner.Grains.Tests.ClusterLoad;

public sealed class ClusterMembersTests
{
    [Fact]
    public async Task RunAsync_WhenASiloDiedThatWasNeverSeenAlive_SaysThatItHasGoneButRecordsNothing()
    {
        var dead = SiloAddress.FromParsableString("127.0.0.1:9@1");
        var membership = new Membership(new ClusterMembershipSnapshot(
            ImmutableDictionary<SiloAddress, ClusterMember>.Empty.Add(dead, new ClusterMember(dead, SiloStatus.Dead, "dead")), new MembershipVersion(1)));
        var members = new ClusterMembers(self: null!, membership, new FakeTimeProvider(), NullLogger<ClusterMembers>.Instance);
        List<SiloAddress> gone = [];
        members.Gone += gone.Add;

        await members.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal([dead], gone);
        Assert.Empty(members.Events);
    }

    private sealed class Membership(ClusterMembershipSnapshot snapshot) : IClusterMembershipService
    {
        public ClusterMembershipSnapshot CurrentSnapshot => snapshot;

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => AsyncEnumerable.Empty<ClusterMembershipSnapshot>();

        public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
    }
}
