namespace Spawner;

/// <summary>
/// Why a silo takes fewer tasks than it has slots. Processor and memory are gates, not a measure of load: a processor is fully
/// used with one task waiting or with a thousand.
/// </summary>
[GenerateSerializer, Alias("spawner.SiloGate")]
public enum SiloGate
{
    /// <summary>Nothing holds it back.</summary>
    Open = 0,

    /// <summary>Its memory is used to 85 %: it shows no free slots.</summary>
    MemoryHigh = 1,

    /// <summary>Its processor has been used to 95 % for a second although slots were free: it shows no free slots.</summary>
    ProcessorBusy = 2,

    /// <summary>Its queue is at half of its limit: it gets tasks only when no other silo can.</summary>
    QueueFull = 3,

    /// <summary>Its memory is used to 92 %: it gets tasks only when no other silo can.</summary>
    MemoryFull = 4,

    /// <summary>Its processor has been used to 95 % for five seconds although slots were free: it gets tasks only when no other silo can.</summary>
    ProcessorFull = 5,
}
