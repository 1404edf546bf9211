using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Spawner.Silo.Configuration;

/// <summary>Addresses and ports of this machine.</summary>
internal static class LocalAddress
{
    /// <summary>The address that a setting means; <see langword="null"/> if it means none.</summary>
    public static IPAddress? Find(string setting) =>
        setting == "auto" ? FirstThatIsNotLoopback() : IPAddress.TryParse(setting, out var address) ? address : null;

    /// <summary>The port itself, or a free one for 0.</summary>
    /// <exception cref="PortInUseException">Somebody listens there.</exception>
    public static int Reserve(IPAddress address, int port, string setting)
    {
        try
        {
            using var probe = new TcpListener(address, port);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new PortInUseException(setting, port);
        }
    }

    private static IPAddress? FirstThatIsNotLoopback() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);
}
