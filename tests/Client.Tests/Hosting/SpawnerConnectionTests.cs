using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Spawner.Client.Hosting;
using Spawner.Clustering;

namespace Spawner.Client.Tests.Hosting;

public sealed class SpawnerConnectionTests
{
    [Fact]
    public async Task ConnectAsync_WhenNoSiloListens_SaysSoOnceItsTimeIsOver()
    {
        var options = new SpawnerClientOptions { RequestTimeout = TimeSpan.FromSeconds(1) };

        var failure = await Assert.ThrowsAsync<ClusterUnavailableException>(() =>
            SpawnerConnection.ConnectAsync(new ClusteringOptions { GatewayPort = FreePort() }, options, TestContext.Current.CancellationToken));

        Assert.Contains("No silo could be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_WhenOptionsAreInvalid_ConnectsToNothing() =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => SpawnerConnection.ConnectAsync(
            new ClusteringOptions(), new SpawnerClientOptions { Submitter = "" }, TestContext.Current.CancellationToken));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
