using Orleans.Runtime;
using Spawner.Contracts;

namespace Spawner.Client.Silos;

/// <summary>
/// Makes one history of what several gateways tell. Each has its own: it begins when that gateway joined, may lag, and
/// orders and dates events in its own way.
/// </summary>
internal sealed class SiloHistory(DateTimeOffset begin)
{
    // By how much the clocks of a silo and of this machine may differ before an event of now is taken for one of before.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private readonly HashSet<SiloAddress> _joined = [];
    private readonly HashSet<SiloAddress> _gone = [];
    private readonly Dictionary<(SiloAddress, SiloChange), int> _told = [];
    private bool _begun;

    /// <summary>What this answer tells that no earlier one has told.</summary>
    public IReadOnlyList<SiloEvent> Take(ClusterReply cluster, DateTimeOffset now)
    {
        List<SiloEvent> news = [];
        var joins = cluster.Events.Where(e => e.Change == SiloChange.Joined).DistinctBy(e => e.Address).ToDictionary(e => e.Address);
        foreach (var silo in (cluster.Silos ?? []).Where(s => cluster.Live.Contains(s.Address)))
        {
            if (_joined.Add(silo.Address))
            {
                news.Add(joins.GetValueOrDefault(silo.Address) ?? new SiloEvent { Address = silo.Address, Name = silo.Name, Change = SiloChange.Joined, At = now });
            }
        }

        // Silos drain and resume again and again: what counts is how often a gateway has seen it, above what was told.
        Dictionary<(SiloAddress, SiloChange), int> seen = [];
        foreach (var one in cluster.Events)
        {
            var key = (one.Address, one.Change);
            var times = seen[key] = seen.GetValueOrDefault(key) + 1;
            if (IsNews(one, times))
            {
                news.Add(one);
            }

            _told[key] = Math.Max(_told.GetValueOrDefault(key), times);
        }

        _begun = true;
        return news;
    }

    private bool IsNews(SiloEvent one, int times)
    {
        var isRecent = _begun && one.At >= begin - ClockSkew;
        return one.Change switch
        {
            // Came and went between two answers; every other join was told with the live silos.
            SiloChange.Joined => isRecent && _joined.Add(one.Address),
            SiloChange.Left or SiloChange.Died => _joined.Contains(one.Address) && _gone.Add(one.Address),
            _ => isRecent && _joined.Contains(one.Address) && times > _told.GetValueOrDefault((one.Address, one.Change)),
        };
    }
}
