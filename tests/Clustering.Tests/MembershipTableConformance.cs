using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Messaging;
using Orleans.Runtime;
using Spawner.Clustering.Database;

namespace Spawner.Clustering.Tests;

/// <summary>What Orleans expects of a membership table, asked through its own ADO.NET provider.</summary>
public abstract class MembershipTableConformance : IAsyncLifetime
{
    // Whole milliseconds: both databases keep them.
    private static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestDatabase database = null!;
    private IHost silo = null!;
    private IMembershipTable table = null!;

    public async ValueTask InitializeAsync()
    {
        database = await CreateDatabaseAsync();
        await SchemaInstaller.InstallAsync(database.Database, Cancel);
        silo = Hosts.Silo(database.Options);
        table = silo.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancel);
    }

    public ValueTask DisposeAsync()
    {
        silo.Dispose();
        database.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ReadAll_WhenNobodyJoined_IsEmptyAtVersionZero()
    {
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancel);

        var all = await table.ReadAllAsync(Cancel);

        Assert.Empty(all.Members);
        Assert.Equal((0, "0"), (all.Version.Version, all.Version.VersionEtag));
    }

    [Fact]
    public async Task InsertRow_WhenVersionMatches_KeepsEveryField()
    {
        var entry = Entry(1, SiloStatus.Joining);

        Assert.True(await table.InsertRowAsync(entry, await NextVersionAsync(), Cancel));

        var all = await table.ReadAllAsync(Cancel);
        var read = Assert.Single(all.Members).Item1;
        Assert.Equal(1, all.Version.Version);
        Assert.Equal(
            (entry.SiloAddress, entry.SiloName, entry.HostName, entry.Status, entry.ProxyPort, entry.StartTime, entry.IAmAliveTime),
            (read.SiloAddress, read.SiloName, read.HostName, read.Status, read.ProxyPort, read.StartTime, read.IAmAliveTime));
    }

    [Fact]
    public async Task InsertRow_WhenVersionIsOld_ChangesNothing()
    {
        var version = await NextVersionAsync();
        await table.InsertRowAsync(Entry(1), version, Cancel);

        Assert.False(await table.InsertRowAsync(Entry(2), version, Cancel));

        var all = await table.ReadAllAsync(Cancel);
        Assert.Single(all.Members);
        Assert.Equal(1, all.Version.Version);
    }

    [Fact]
    public async Task InsertRow_WhenSiloIsThere_ChangesNothing()
    {
        await InsertAsync(Entry(1));

        Assert.False(await table.InsertRowAsync(Entry(1, SiloStatus.Dead), await NextVersionAsync(), Cancel));

        var all = await table.ReadAllAsync(Cancel);
        Assert.Equal(SiloStatus.Active, Assert.Single(all.Members).Item1.Status);
        Assert.Equal(1, all.Version.Version);
    }

    [Fact]
    public async Task InsertRow_WhenManyInsertAtOnce_AcceptsOneForEachVersion()
    {
        var version = await NextVersionAsync();

        var accepted = await Task.WhenAll(Enumerable.Range(1, 8).Select(port => Task.Run(() => table.InsertRowAsync(Entry(port), version, Cancel), Cancel)));

        Assert.Single(accepted, inserted => inserted);
        var all = await table.ReadAllAsync(Cancel);
        Assert.Single(all.Members);
        Assert.Equal(1, all.Version.Version);
    }

    [Fact]
    public async Task UpdateRow_WhenVersionMatches_WritesStatusAndSuspicions()
    {
        var entry = Entry(1);
        await InsertAsync(entry);
        entry.Status = SiloStatus.Dead;
        entry.SuspectTimes = [Tuple.Create(Address(2), Start.AddSeconds(1)), Tuple.Create(Address(3), Start.AddSeconds(2))];

        Assert.True(await UpdateAsync(entry));

        var read = await table.ReadRowAsync(entry.SiloAddress, Cancel);
        var member = Assert.Single(read.Members).Item1;
        Assert.Equal(2, read.Version.Version);
        Assert.Equal(SiloStatus.Dead, member.Status);
        Assert.Equal(entry.SuspectTimes, member.SuspectTimes);
    }

    [Fact]
    public async Task UpdateRow_WhenVersionIsOldOrSiloUnknown_ChangesNothing()
    {
        var old = await NextVersionAsync();
        await InsertAsync(Entry(1));
        var current = await NextVersionAsync();

        Assert.False(await table.UpdateRowAsync(Entry(1, SiloStatus.Dead), old.VersionEtag, old, Cancel));
        Assert.False(await table.UpdateRowAsync(Entry(9, SiloStatus.Dead), current.VersionEtag, current, Cancel));

        var all = await table.ReadAllAsync(Cancel);
        Assert.Equal(SiloStatus.Active, Assert.Single(all.Members).Item1.Status);
        Assert.Equal(1, all.Version.Version);
    }

    [Fact]
    public async Task UpdateRow_WhenSignsOfLifeComeAtOnce_LosesNoVersion()
    {
        const int Rounds = 20;
        var entry = Entry(1);
        await InsertAsync(entry);

        // A sign of life locks the member's row, an update the version's and then the member's.
        var signs = Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                await table.UpdateIAmAliveAsync(Entry(1), Cancel);
            }
        }, Cancel);
        for (var i = 0; i < Rounds; i++)
        {
            Assert.True(await UpdateAsync(entry));
        }

        await signs;
        Assert.Equal(1 + Rounds, (await table.ReadAllAsync(Cancel)).Version.Version);
    }

    [Fact]
    public async Task UpdateRow_WhenSignOfLifeCameInBetween_KeepsIt()
    {
        await InsertAsync(Entry(1, alive: Start.AddMinutes(1)));

        Assert.True(await UpdateAsync(Entry(1, SiloStatus.Dead)));

        Assert.Equal(Start.AddMinutes(1), Assert.Single((await table.ReadAllAsync(Cancel)).Members).Item1.IAmAliveTime);
    }

    [Fact]
    public async Task UpdateIAmAlive_WhenSiloIsThere_MovesTheTimeAndNoVersion()
    {
        var entry = Entry(1);
        await InsertAsync(entry);
        entry.IAmAliveTime = Start.AddMinutes(1);

        await table.UpdateIAmAliveAsync(entry, Cancel);

        var all = await table.ReadAllAsync(Cancel);
        Assert.Equal(Start.AddMinutes(1), Assert.Single(all.Members).Item1.IAmAliveTime);
        Assert.Equal(1, all.Version.Version);
    }

    [Fact]
    public async Task ReadRow_WhenSiloIsUnknown_ReturnsTheVersionAlone()
    {
        await InsertAsync(Entry(1));

        var read = await table.ReadRowAsync(Address(9), Cancel);

        Assert.Empty(read.Members);
        Assert.Equal(1, read.Version.Version);
    }

    [Fact]
    public async Task CleanupDefunctSiloEntries_WhenSomeAreOld_RemovesTheDeadAmongThem()
    {
        await InsertAsync(Entry(1, SiloStatus.Active));
        await InsertAsync(Entry(2, SiloStatus.Dead));
        await InsertAsync(Entry(3, SiloStatus.Joining));
        await InsertAsync(Entry(4, SiloStatus.Dead, Start.AddMilliseconds(1)));
        await InsertAsync(Entry(5));
        await InsertAsync(Entry(6));
        await SuspectAsync(5, Start);
        await SuspectAsync(6, Start.AddMilliseconds(1));

        // One tick past the newest entry to forget is how Orleans asks.
        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Start).AddTicks(1), Cancel);

        Assert.Equal([1, 3, 4, 6], (await table.ReadAllAsync(Cancel)).Members.Select(member => member.Item1.SiloAddress.Endpoint.Port).Order());
    }

    [Fact]
    public async Task DeleteMembershipTableEntries_WhenAnotherClusterShares_LeavesItsEntries()
    {
        using var other = Hosts.Silo(database.Options with { ClusterId = "other" });
        var others = other.Services.GetRequiredService<IMembershipTable>();
        await others.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancel);
        await InsertAsync(Entry(1));
        Assert.True(await others.InsertRowAsync(Entry(2), (await others.ReadAllAsync(Cancel)).Version.Next(), Cancel));

        await table.DeleteMembershipTableEntriesAsync(database.Options.ClusterId, Cancel);

        Assert.Equal(2, Assert.Single((await others.ReadAllAsync(Cancel)).Members).Item1.SiloAddress.Endpoint.Port);
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancel);
        Assert.Empty((await table.ReadAllAsync(Cancel)).Members);
    }

    [Fact]
    public async Task GetGateways_WhenSomeSilosAreActive_ListsTheirGateways()
    {
        await InsertAsync(Entry(1, SiloStatus.Active));
        await InsertAsync(Entry(2, SiloStatus.Dead));
        var withoutGateway = Entry(3, SiloStatus.Active);
        withoutGateway.ProxyPort = 0;
        await InsertAsync(withoutGateway);
        using var client = Hosts.Client(database.Options);
        var gateways = client.Services.GetRequiredService<IGatewayListProvider>();
        await gateways.InitializeGatewayListProviderAsync(Cancel);

        var listed = await gateways.GetGatewaysAsync(Cancel);

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 30001), Assert.Single(listed).ToIPEndPoint());
        Assert.Equal(TimeSpan.FromSeconds(1), gateways.MaxStaleness);
    }

    private protected abstract Task<TestDatabase> CreateDatabaseAsync();

    private static SiloAddress Address(int port) => SiloAddress.New(IPAddress.Loopback, port, 7);

    private static MembershipEntry Entry(int port, SiloStatus status = SiloStatus.Active, DateTime? alive = null) => new()
    {
        SiloAddress = Address(port),
        SiloName = $"silo{port}",
        HostName = "host",
        Status = status,
        ProxyPort = 30000 + port,
        StartTime = Start,
        IAmAliveTime = alive ?? Start,
    };

    private async Task<TableVersion> NextVersionAsync() => (await table.ReadAllAsync(Cancel)).Version.Next();

    private async Task InsertAsync(MembershipEntry entry) => Assert.True(await table.InsertRowAsync(entry, await NextVersionAsync(), Cancel));

    private async Task SuspectAsync(int port, DateTime time)
    {
        var dead = Entry(port, SiloStatus.Dead);
        dead.SuspectTimes = [Tuple.Create(Address(1), time)];
        Assert.True(await UpdateAsync(dead));
    }

    // As Orleans does it: with the etag of the row and the version, both as read.
    private async Task<bool> UpdateAsync(MembershipEntry entry)
    {
        var all = await table.ReadAllAsync(Cancel);
        var etag = all.Members.Single(member => member.Item1.SiloAddress.Equals(entry.SiloAddress)).Item2;
        return await table.UpdateRowAsync(entry, etag, all.Version.Next(), Cancel);
    }
}
