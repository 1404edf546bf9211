using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Spawner.Silo.Configuration;

/// <summary>Accepts an IP address that others can be told, and <c>auto</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IpAddressOrAutoAttribute() : ValidationAttribute("an IP address of this machine (not 0.0.0.0, which nobody can reach: see ListenAny), or auto")
{
    public override bool IsValid(object? value) =>
        value is SiloOptions.AutomaticAddress
        || (IPAddress.TryParse(value as string, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any));
}
