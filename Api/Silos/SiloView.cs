using System.Text.Json.Serialization;
using Spawner.Api.Json;

namespace Spawner.Api.Silos;

/// <summary>The live silos.</summary>
internal sealed record SilosView(IReadOnlyList<SiloView> Silos);

/// <summary>A silo as it last spoke of itself.</summary>
internal sealed record SiloView
{
    public required string Name { get; init; }

    public required string Address { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<SiloState>))]
    public required SiloState State { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<SiloGate>))]
    public required SiloGate Gate { get; init; }

    public required string Version { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyList<string> Kinds { get; init; }

    public double Slots { get; init; }

    public double SlotsTaken { get; init; }

    public int Running { get; init; }

    public int Queued { get; init; }

    public double ServiceTimeSeconds { get; init; }

    /// <summary>Processor use, 0 to 1.</summary>
    public double Cpu { get; init; }

    /// <summary>Memory use, 0 to 1.</summary>
    public double Memory { get; init; }

    public double AgeSeconds { get; init; }

    public required IReadOnlyList<string> FailingKinds { get; init; }

    public double Speed { get; init; }

    public DateTimeOffset Since { get; init; }

    public static SiloView Of(SiloSnapshot silo) => new()
    {
        Name = silo.Name,
        Address = silo.Address.ToParsableString(),
        State = silo.State,
        Gate = silo.Gate,
        Version = silo.Version,
        Labels = silo.Labels,
        Kinds = silo.Kinds,
        Slots = silo.Slots,
        SlotsTaken = silo.SlotsTaken,
        Running = silo.Running,
        Queued = silo.Queued,
        ServiceTimeSeconds = silo.ServiceTime.TotalSeconds,
        Cpu = silo.Cpu,
        Memory = silo.Memory,
        AgeSeconds = silo.Age.TotalSeconds,
        FailingKinds = silo.FailingKinds,
        Speed = silo.Speed,
        Since = silo.Since,
    };
}
