using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Spawner.Grains.Placement;

/// <summary>Places grains whose key names the silo that they belong to.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
internal sealed class SiloBoundPlacementAttribute() : PlacementAttribute(new SiloBoundPlacement());

/// <summary>Marks grains that <see cref="SiloBoundPlacementAttribute"/> places.</summary>
[Serializable, GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("spawner.SiloBoundPlacement")]
internal sealed class SiloBoundPlacement : PlacementStrategy;

/// <summary>
/// Reads the silo from the grain's key: a task's home from a <see cref="TaskId"/>, a load grain's silo from its address.
/// A task without a live home goes to the least-loaded silo; a load grain has no other place than its silo.
/// </summary>
internal sealed class SiloBoundPlacementDirector(LeastLoadedPlacementDirector leastLoaded) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var key = target.GrainIdentity.Key.ToString()!;
        var compatible = context.GetCompatibleSilos(target);
        if (TaskId.TryParse(key, out var id))
        {
            return id.Home is { } home && compatible.Contains(home)
                ? Task.FromResult(home)
                : leastLoaded.OnAddActivation(strategy, target, context);
        }

        return Task.FromResult(
            compatible.FirstOrDefault(silo => silo.ToParsableString() == key)
            ?? throw new UnknownSiloException(
                $"No live silo has the address '{key}'. Accepted: 'address:port@generation' of a live silo; list the silos to see them."));
    }
}
