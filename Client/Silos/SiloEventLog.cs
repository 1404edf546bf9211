using Orleans.Runtime;
using Spawner.Contracts;

namespace Spawner.Client.Silos;

/// <summary>
/// Turns answers of different gateways into one stream: each keeps its own record, with its own times, and a silo that joined
/// late knows little of the past. So a change counts only if it differs from the silo's last known one.
/// </summary>
internal sealed class SiloEventLog
{
    private readonly Dictionary<SiloAddress, SiloChange> _last = [];
    private bool _started;

    /// <summary>What is new in an answer; at first only which silos live.</summary>
    public IReadOnlyList<SiloEvent> Take(ClusterReply cluster)
    {
        var live = cluster.Live.ToHashSet();
        List<SiloEvent> fresh = [];
        foreach (var change in cluster.Events.Where(e => _started || live.Contains(e.Address)))
        {
            if (IsNew(change))
            {
                _last[change.Address] = change.Change;
                fresh.Add(change);
            }
        }

        _started = true;
        return fresh;
    }

    /// <summary>A silo's life goes one way: after its end nothing follows, and it joins once.</summary>
    private bool IsNew(SiloEvent change)
    {
        if (!_last.TryGetValue(change.Address, out var last))
        {
            return true;
        }

        return last is not (SiloChange.Left or SiloChange.Died) && change.Change != SiloChange.Joined && change.Change != last
            && !(last == SiloChange.Joined && change.Change == SiloChange.Resumed);
    }
}
