using Orleans.GrainDirectory;

namespace Spawner.Grains.Placement;

/// <summary>
/// The directory of grains whose id says where they are: it keeps nothing and finds nothing, so that a call goes straight
/// to the silo in the id (a lookup in the default directory is a remote call for most new ids). Only for grains that are
/// harmless when activated twice, which an id without a live silo may be.
/// </summary>
internal sealed class SelfLocatingDirectory : IGrainDirectory
{
    public const string Name = "spawner.self-locating";

    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress) => Task.FromResult<GrainAddress?>(address);

    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
