using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Spawner.Silo.Configuration;
using Spawner.Silo.Starting;

namespace Spawner.Silo.Endpoints;

/// <summary>Finds the address that a silo tells the others.</summary>
internal static class LocalAddress
{
    public static IPAddress Resolve(string setting) =>
        setting == SiloOptions.AutomaticAddress ? FirstReachable() : IPAddress.Parse(setting);

    private static IPAddress FirstReachable() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?? throw HostStartException.OfSettings(
        [
            new SettingProblem(
                $"{SiloOptions.Section}:{nameof(SiloOptions.Address)}",
                SiloOptions.AutomaticAddress,
                "on this machine, which has no IPv4 address beside loopback, an IP address").ToString(),
        ]);
}
