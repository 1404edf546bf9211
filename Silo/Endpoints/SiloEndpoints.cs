using System.Net;
using Spawner.Silo.Configuration;
using Spawner.Silo.Starting;

namespace Spawner.Silo.Endpoints;

/// <summary>Where this silo listens: the settings with every automatic choice made, and the ports held until it stops.</summary>
internal sealed class SiloEndpoints : IDisposable
{
    private readonly PortReservations _ports;

    private SiloEndpoints(SiloOptions options, IPAddress address, IPEndPoint http, PortReservations ports)
    {
        var listening = options.ListenAny ? IPAddress.Any : address;
        _ports = ports;
        Address = address;
        ListenAny = options.ListenAny;
        IsHttps = HttpUrlAttribute.IsHttps(options.HttpUrl);
        SiloPort = ports.Reserve($"{SiloOptions.Section}:{nameof(SiloOptions.SiloPort)}", listening, options.SiloPort);
        GatewayPort = ports.Reserve($"{SiloOptions.Section}:{nameof(SiloOptions.GatewayPort)}", listening, options.GatewayPort);
        Http = new IPEndPoint(http.Address, ports.Reserve($"{SiloOptions.Section}:{nameof(SiloOptions.HttpUrl)}", http.Address, http.Port));
    }

    /// <summary>What other silos and clients are told.</summary>
    public IPAddress Address { get; }

    public bool ListenAny { get; }

    public int SiloPort { get; }

    public int GatewayPort { get; }

    public IPEndPoint Http { get; }

    public bool IsHttps { get; }

    /// <summary>Where a program on this machine finds health and metrics.</summary>
    public Uri LocalHttpUrl => LocalUrl(Http, IsHttps);

    /// <summary>Chooses and reserves.</summary>
    /// <exception cref="HostStartException">A port or the address cannot be used; the message lists every problem.</exception>
    public static SiloEndpoints Open(SiloOptions options)
    {
        var http = HttpUrlAttribute.TryRead(options.HttpUrl)!;
        var ports = new PortReservations();
        try
        {
            var endpoints = new SiloEndpoints(options, LocalAddress.Resolve(options.Address), http, ports);
            return ports.Problems.Count == 0 ? endpoints : throw HostStartException.OfEndpoints(ports.Problems);
        }
        catch
        {
            ports.Dispose();
            throw;
        }
    }

    public static Uri LocalUrl(IPEndPoint endpoint, bool isHttps)
    {
        var address = endpoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : endpoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : endpoint.Address;
        return new Uri($"{(isHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{new IPEndPoint(address, endpoint.Port)}");
    }

    public void Dispose() => _ports.Dispose();
}
