using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Spawner.Clustering.Database;
using Spawner.Tests;

namespace Spawner.Clustering.Tests;

/// <summary>Silos and clients over real sockets.</summary>
public sealed class StartTests(PostgreSqlServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WhenSingleSilo_ServesAClientOnLoopback()
    {
        var options = new ClusteringOptions { GatewayPort = Hosts.FreePort() };

        await AssertServesAsync(options, options);
    }

    [Theory]
    [InlineData(ClusteringProvider.Sqlite)]
    [InlineData(ClusteringProvider.PostgreSql)]
    public async Task Start_WhenDatabaseIsEmpty_CreatesTablesAndServesAClient(ClusteringProvider provider)
    {
        using var test = await TestDatabase.CreateAsync(provider, server);

        // The client knows the gateway's port from the table alone.
        await AssertServesAsync(test.Options with { GatewayPort = Hosts.FreePort() }, test.Options);
    }

    [Fact]
    public async Task Start_WhenDatabaseCannotBeUsed_FailsWithOneClearException()
    {
        using var test = TestDatabase.Sqlite();
        var options = test.Options with { SqliteFile = Path.Combine(test.Options.SqliteFile!, "missing", "cluster.db") };
        using var silo = Hosts.Silo(options);
        using var client = Hosts.Client(options);

        var fromSilo = await Assert.ThrowsAsync<ClusteringException>(() => silo.StartAsync(Cancel));
        var fromClient = await Assert.ThrowsAsync<ClusteringException>(() => client.StartAsync(Cancel));

        Assert.StartsWith("Cannot create the membership tables in the SQLite file", fromSilo.Message, StringComparison.Ordinal);
        Assert.StartsWith("Cannot list the gateways of the cluster in the SQLite file", fromClient.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenTheWholeClusterWasKilled_OutlivesItsEntries()
    {
        using var test = TestDatabase.Sqlite();
        await SchemaInstaller.InstallAsync(test.Database, Cancel);
        using var silo = Hosts.Silo(test.Options with { GatewayPort = Hosts.FreePort() });
        var table = silo.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancel);
        for (var i = 0; i < 2; i++)
        {
            // They said they were alive a moment ago, and nobody listens on their ports.
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var killed = new MembershipEntry
            {
                SiloAddress = SiloAddress.New(IPAddress.Loopback, Hosts.FreePort(), 1),
                SiloName = "killed",
                HostName = "host",
                Status = SiloStatus.Active,
                ProxyPort = 30000,
                StartTime = now,
                IAmAliveTime = now,
            };
            Assert.True(await table.InsertRowAsync(killed, (await table.ReadAllAsync(Cancel)).Version.Next(), Cancel));
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await silo.StartAsync(patience.Token);

        var members = (await table.ReadAllAsync(Cancel)).Members.Select(member => member.Item1.Status).Order();
        Assert.Equal([SiloStatus.Active, SiloStatus.Dead, SiloStatus.Dead], members);
        await silo.StopAsync(Cancel);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UseSpawnerClustering_WhenSingleSilo_KeepsTheHostsEndpoint(bool hostConfigures)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo =>
        {
            silo.UseSpawnerClustering(new());
            if (hostConfigures)
            {
                silo.ConfigureEndpoints(IPAddress.Parse("10.1.2.3"), 12345, 0);
            }
        });
        using var host = builder.Build();

        var primary = host.Services.GetRequiredService<IOptions<DevelopmentClusterMembershipOptions>>().Value.PrimarySiloEndpoint;

        Assert.Equal(hostConfigures ? IPEndPoint.Parse("10.1.2.3:12345") : IPEndPoint.Parse("127.0.0.1:11111"), primary);
    }

    private static async Task AssertServesAsync(ClusteringOptions siloOptions, ClusteringOptions clientOptions)
    {
        using var silo = Hosts.Silo(siloOptions);
        await silo.StartAsync(Cancel);
        using var client = Hosts.Client(clientOptions);
        await client.StartAsync(Cancel);

        var hosts = await client.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);

        Assert.Equal(SiloStatus.Active, Assert.Single(hosts).Value);
        await client.StopAsync(Cancel);
        await silo.StopAsync(Cancel);
    }
}
