using Orleans.Concurrency;

namespace Spawner;

/// <summary>
/// What one silo last reported of itself. Its key is the silo incarnation (<c>address:port@generation</c>); it stays on
/// that silo and leaves with it. Addressed after its silo has gone, it answers with an <see cref="UnknownSiloException"/>.
/// </summary>
[Alias("spawner.ILoadGrain")]
public interface ILoadGrain : IGrainWithStringKey
{
    /// <summary>The silo as it last reported itself.</summary>
    [AlwaysInterleave, Alias("GetLoad")]
    Task<SiloSnapshot> GetLoadAsync();

    /// <summary>The silo incarnation on which this activation stands.</summary>
    [AlwaysInterleave, Alias("Locate")]
    Task<Orleans.Runtime.SiloAddress> LocateAsync();
}
