using Orleans.Runtime;

namespace Spawner.Client.Tests.Scripted;

/// <summary>Silos as they speak of themselves.</summary>
internal static class Silos
{
    public static SiloSnapshot Active(SiloAddress address) => new()
    {
        Address = address,
        Name = $"silo-{address.Endpoint.Port}",
        Labels = new Dictionary<string, string> { ["zone"] = "a" },
        Version = "1.0",
        State = SiloState.Active,
        Since = DateTimeOffset.UnixEpoch,
        Kinds = ["double"],
    };
}
