using Spawner.Grains.Messages;

namespace Spawner.Grains.ClusterLoad;

/// <summary>Where this silo's own load is known.</summary>
internal interface ILoadSource
{
    /// <summary>Raised when others should hear of the load before the next report is due; whoever listens takes note, and does no work.</summary>
    event Action? LoadChanged;

    /// <summary>Raised when a task gave its slot back and the slot stays free; whoever listens takes note, and does no work.</summary>
    event Action? RoomFreed;

    /// <summary>Where the last task came from, and since when there has been none.</summary>
    SiloUsage Usage { get; }

    /// <summary>The load as it stands now, in the copy for one reader.</summary>
    /// <param name="reader">The silo that it is for; <see langword="null"/> for nobody in particular.</param>
    LoadReport Report(SiloAddress? reader);
}

/// <summary>How a silo is used.</summary>
/// <param name="LastPlacer">The silo that placed the last task that ended here; <see langword="null"/> for none.</param>
/// <param name="LastSender">The silo that this task came from.</param>
/// <param name="UnusedFor">How long it has had no task at all; zero while it has one.</param>
internal readonly record struct SiloUsage(SiloAddress? LastPlacer, SiloAddress? LastSender, TimeSpan UnusedFor);
