namespace Spawner.Grains.ClusterLoad;

/// <summary>Lists the live silos with their load, as each told its own load grain.</summary>
internal sealed class SiloDirectory(ClusterMembers members, ClusterLoadView view, IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);

    public async Task<SiloSnapshot[]> ListAsync()
    {
        var known = view.Snapshots().ToDictionary(silo => silo.Address);
        var asked = await Task.WhenAll(members.Live.Select(silo => AskAsync(silo, known.GetValueOrDefault(silo))));
        return [.. asked.OfType<SiloSnapshot>().OrderBy(silo => silo.Name, StringComparer.Ordinal)];
    }

    /// <summary>A silo that does not answer is shown as it was last heard of.</summary>
    private async Task<SiloSnapshot?> AskAsync(SiloAddress silo, SiloSnapshot? lastHeard)
    {
        try
        {
            return await grains.GetGrain<ILoadGrain>(silo.ToParsableString()).GetLoadAsync().WaitAsync(AnswerTimeout, clock);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException or UnknownSiloException)
        {
            return lastHeard is null ? null : lastHeard with { State = failure is TimeoutException ? SiloState.Silent : lastHeard.State };
        }
    }
}
