using Orleans.Metadata;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// Counts this silo's activations of grains that <see cref="LeastLoadedPlacementAttribute"/> places, from their own
/// lifecycle: no executor knows of them, so counting at the placement alone would only ever rise.
/// </summary>
internal sealed class ActivationCounter : IConfigureGrainContextProvider, IConfigureGrainContext
{
    private int _live;

    public int Live => Volatile.Read(ref _live);

    public bool TryGetConfigurator(GrainType grainType, GrainProperties properties, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IConfigureGrainContext? configurator)
    {
        configurator = properties.Properties.TryGetValue(WellKnownGrainTypeProperties.PlacementStrategy, out var strategy)
            && strategy == nameof(LeastLoadedPlacement)
            ? this
            : null;
        return configurator is not null;
    }

    public void Configure(IGrainContext context) =>
        context.ObservableLifecycle.Subscribe(
            nameof(ActivationCounter),
            GrainLifecycleStage.First,
            _ => Add(1),
            _ => Add(-1));

    private Task Add(int change)
    {
        Interlocked.Add(ref _live, change);
        return Task.CompletedTask;
    }
}
