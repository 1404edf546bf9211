using System.Net;
using System.Net.Sockets;

namespace Spawner.Silo.Endpoints;

/// <summary>
/// Chooses free ports and finds taken ones before Orleans and Kestrel listen, all at once. On Linux a reserved port stays
/// bound without listening: the kernel hands it to nobody else, and lets this process listen on it. Elsewhere that would
/// be in its own way, so there the port is only looked at.
/// </summary>
internal sealed class PortReservations : IDisposable
{
    private readonly List<Socket> _held = [];
    private readonly HashSet<int> _ports = [];

    /// <summary>Ports that cannot be used, each with its setting.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Reserves a port.</summary>
    /// <param name="key">Setting that asks for it.</param>
    /// <param name="address">Address to listen on.</param>
    /// <param name="port">Port, or 0 for a free one.</param>
    /// <returns>The port.</returns>
    public int Reserve(string key, IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _held.Add(socket);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
        }
        catch (SocketException unusable)
        {
            Problems.Add($"- Port {port} on {address} ({key}): {Reason(unusable, address)}.");
            return port;
        }

        var reserved = ((IPEndPoint)socket.LocalEndPoint!).Port;
        if (!_ports.Add(reserved))
        {
            Problems.Add($"- Port {port} on {address} ({key}): another setting of this silo has it.");
        }

        if (!OperatingSystem.IsLinux())
        {
            socket.Dispose();
        }

        return reserved;
    }

    public void Dispose() => _held.ForEach(socket => socket.Dispose());

    private static string Reason(SocketException unusable, IPAddress address) => unusable.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "it is in use by another program",
        SocketError.AddressNotAvailable => $"{address} is not an address of this machine; if a router translates it, set Spawner:Silo:ListenAny",
        SocketError.AccessDenied => "this user may not listen on it; ports from 1024 on are open to all",
        _ => unusable.Message,
    };
}
