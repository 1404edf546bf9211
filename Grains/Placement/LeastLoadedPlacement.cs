using Orleans.Placement;
using Orleans.Runtime.Placement;
using Spawner.Grains.ClusterLoad;

namespace Spawner.Grains.Placement;

/// <summary>Puts each new activation of the grain class on the least-loaded silo. Works on any grain, by itself.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class LeastLoadedPlacementAttribute() : PlacementAttribute(new LeastLoadedPlacement());

/// <summary>Marks grains that <see cref="LeastLoadedPlacementAttribute"/> places.</summary>
[Serializable, GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("spawner.LeastLoadedPlacement")]
public sealed class LeastLoadedPlacement : PlacementStrategy;

/// <summary>The placement plug-in: stateless, local, and never waits. What it knows is <see cref="ClusterLoadView"/>'s.</summary>
internal sealed class LeastLoadedPlacementDirector(ClusterLoadView view) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var compatible = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, compatible) is { } hint)
        {
            return Task.FromResult(hint);
        }

        return Task.FromResult(view.PlaceGrain(compatible));
    }
}
