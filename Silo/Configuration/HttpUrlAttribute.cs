using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Spawner.Silo.Configuration;

/// <summary>Accepts an address to serve HTTP at.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpUrlAttribute() : ValidationAttribute("http://ADDRESS:PORT or https://ADDRESS:PORT with an IP address or localhost, such as http://127.0.0.1:8080 or http://0.0.0.0:0")
{
    public override bool IsValid(object? value) => value is string text && TryRead(text) is not null;

    /// <summary>Whether it is served over TLS.</summary>
    public static bool IsHttps(string text) => text.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an address to listen at; the name localhost is its IPv4 address.</summary>
    public static IPEndPoint? TryRead(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.PathAndQuery != "/" || url.UserInfo.Length > 0)
        {
            return null;
        }

        var host = url.Host == "localhost" ? IPAddress.Loopback.ToString() : url.Host;
        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, url.Port) : null;
    }
}
