using Spawner.Grains.Messages;

namespace Spawner.Grains.ClusterLoad;

/// <summary>Where this silo's own load is known.</summary>
internal interface ILoadSource
{
    /// <summary>Raised when others should hear of the load before the next report is due; whoever listens takes note, and does no work.</summary>
    event Action? LoadChanged;

    /// <summary>The load as it stands now, in the copy for one reader.</summary>
    /// <param name="reader">The silo that it is for; <see langword="null"/> for nobody in particular.</param>
    LoadReport Report(SiloAddress? reader);
}
