using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Resources;
using Spawner.Grains.ClusterLoad;

namespace Spawner.Silo.Telemetry;

/// <summary>Says of which silo telemetry is.</summary>
internal sealed class SiloResource(IOptions<SiloIdentityOptions> identity) : IResourceDetector
{
    public Resource Detect() => new(new Dictionary<string, object>
    {
        ["service.name"] = "spawner-silo",
        ["service.instance.id"] = identity.Value.Name!,
        ["service.version"] = identity.Value.Version
            ?? Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown",
    });
}
