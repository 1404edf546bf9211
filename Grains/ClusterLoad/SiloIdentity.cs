using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Spawner.Grains.Execution;
using Spawner.Grains.Messages;

namespace Spawner.Grains.ClusterLoad;

/// <summary>How a silo presents itself; bound from the configuration section <c>Spawner:Identity</c>.</summary>
public sealed class SiloIdentityOptions
{
    /// <summary>Name for people and for pins; unique in the cluster. Default: the name that Orleans has for the silo.</summary>
    [StringLength(256)]
    public string? Name { get; set; }

    /// <summary>Version of the program. Default: the entry assembly's.</summary>
    [StringLength(256)]
    public string? Version { get; set; }

    /// <summary>Labels that tasks may require or prefer. At most 32.</summary>
    [MaxLength(SpawnLimits.MaximumTags)]
    public Dictionary<string, string> Labels { get; } = [];
}

/// <summary>What this silo is.</summary>
internal sealed class SiloIdentity(
    ILocalSiloDetails self, IOptions<SiloIdentityOptions> options, IOptions<ExecutionOptions> execution, HandlerRegistry handlers)
{
    public string Name { get; } = options.Value.Name ?? self.Name;

    public SiloDescription Description { get; } = new()
    {
        Address = self.SiloAddress,
        Name = options.Value.Name ?? self.Name,
        Version = options.Value.Version
            ?? Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown",
        Labels = options.Value.Labels,
        KindWeights = handlers.Weights,
        Slots = execution.Value.Slots,
        Speed = SlotSpeed.Measure(),
    };
}
