using System.Net;
using System.Net.Sockets;
using Spawner.Silo.Endpoints;

namespace Spawner.Silo.Tests.Endpoints;

public class PortReservationsTests
{
    [Fact]
    public void Reserve_WhenAskedForAFreePort_LetsThisProcessListenThere()
    {
        using var sut = new PortReservations();
        var port = sut.Reserve("Key", IPAddress.Loopback, 0);

        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Assert.Empty(sut.Problems);
    }

    [Fact]
    public void Reserve_WhenSomebodyListens_NamesPortAndKey()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var sut = new PortReservations();

        sut.Reserve("Spawner:Silo:SiloPort", IPAddress.Loopback, port);

        Assert.Contains($"Port {port} on 127.0.0.1 (Spawner:Silo:SiloPort): it is in use", Assert.Single(sut.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Reserve_WhenTwoSettingsAskForOnePort_SaysSo()
    {
        using var sut = new PortReservations();
        var port = sut.Reserve("First", IPAddress.Loopback, 0);

        sut.Reserve("Second", IPAddress.Loopback, port);

        Assert.Contains("another setting of this silo has it", Assert.Single(sut.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Reserve_WhenTheAddressIsNotOfThisMachine_SaysSo()
    {
        using var sut = new PortReservations();

        sut.Reserve("Key", IPAddress.Parse("192.0.2.1"), 0);

        Assert.Contains("192.0.2.1 is not an address of this machine", Assert.Single(sut.Problems), StringComparison.Ordinal);
    }
}
