using Orleans.Placement;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>Takes the reports of the silo that the grain is bound to.</summary>
[Alias("spawner.ILoadSink")]
internal interface ILoadSink : IGrainWithStringKey
{
    [Alias("Record")]
    Task RecordAsync(SiloSnapshot load);
}

/// <summary>One silo's load for operators and tools: bound to its silo, never collected, never moved, gone with it.</summary>
[SiloBoundPlacement, Orleans.GrainDirectory.GrainDirectory(SelfLocatingDirectory.Name), KeepAlive, Immovable]
internal sealed class LoadGrain(ILocalSiloDetails self) : Grain, ILoadGrain, ILoadSink
{
    private SiloSnapshot? _load;

    public Task<SiloSnapshot> GetLoadAsync() =>
        _load is { } load
            ? Task.FromResult(load)
            : throw new UnknownSiloException($"Silo {self.SiloAddress.ToParsableString()} has not reported its load yet: it is starting. Ask again.");

    public Task<SiloAddress> LocateAsync() => Task.FromResult(self.SiloAddress);

    public Task RecordAsync(SiloSnapshot load)
    {
        _load = load;
        return Task.CompletedTask;
    }
}
