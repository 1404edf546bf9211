using System.Collections.Frozen;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// The record of silos that come and go, fed by Orleans' membership: says when one joins or dies, and keeps the latest
/// events for whoever asks.
/// </summary>
internal sealed partial class ClusterMembers(
    ILocalSiloDetails self,
    IClusterMembershipService membership,
    TimeProvider clock,
    ILogger<ClusterMembers> logger)
{
    private const int MaximumEvents = 256;

    private readonly Lock _lock = new();
    private readonly Queue<SiloEvent> _events = [];
    private readonly Dictionary<SiloAddress, SiloStatus> _seen = [];
    private volatile FrozenSet<SiloAddress> _live = [];

    /// <summary>Raised when a silo has become active.</summary>
    public event Action<SiloAddress>? Joined;

    /// <summary>Raised when a silo has died or left, and for each that was dead when this one first looked.</summary>
    public event Action<SiloAddress>? Gone;

    /// <summary>Silo incarnations that are not dead.</summary>
    public FrozenSet<SiloAddress> Live => _live;

    public long Version => membership.CurrentSnapshot.Version.Value;

    public IReadOnlyList<SiloEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Whether an incarnation is dead for certain. One that is not known may be newer than what this silo has seen.</summary>
    public async ValueTask<bool> IsDeadAsync(SiloAddress silo)
    {
        if (StatusOf(silo) == SiloStatus.None)
        {
            await membership.Refresh();
        }

        return StatusOf(silo) is SiloStatus.Dead or SiloStatus.None;
    }

    /// <summary>Whether the membership table, as last seen, says that it is dead; not one of which it says nothing.</summary>
    public bool IsKnownDead(SiloAddress silo) => StatusOf(silo) == SiloStatus.Dead;

    /// <summary>The other live silos as the membership table has them now: of two that become active at once, one sees the other.</summary>
    public async Task<IReadOnlyList<SiloAddress>> ListOthersAsync(CancellationToken cancellationToken)
    {
        await membership.Refresh(cancellationToken: cancellationToken);
        return [.. LiveIn(membership.CurrentSnapshot).Where(silo => !silo.Equals(self.SiloAddress))];
    }

    /// <summary>The name of an incarnation, also of a dead one while the membership table keeps it.</summary>
    public string? NameOf(SiloAddress silo) =>
        membership.CurrentSnapshot.Members.TryGetValue(silo, out var member) ? member.Name : null;

    public void Record(SiloAddress silo, string name, SiloChange change)
    {
        lock (_lock)
        {
            _events.Enqueue(new SiloEvent { Address = silo, Name = name, Change = change, At = clock.GetUtcNow() });
            if (_events.Count > MaximumEvents)
            {
                _events.Dequeue();
            }
        }

        LogChange(name, silo, change);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            Apply(membership.CurrentSnapshot);
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken))
            {
                Apply(snapshot);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private SiloStatus StatusOf(SiloAddress silo) =>
        membership.CurrentSnapshot.Members.TryGetValue(silo, out var member) ? member.Status : SiloStatus.None;

    private static IEnumerable<SiloAddress> LiveIn(ClusterMembershipSnapshot snapshot) => snapshot.Members.Values
        .Where(m => m.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping)
        .Select(m => m.SiloAddress);

    private void Apply(ClusterMembershipSnapshot snapshot)
    {
        _live = LiveIn(snapshot).ToFrozenSet();
        foreach (var member in snapshot.Members.Values)
        {
            var before = _seen.GetValueOrDefault(member.SiloAddress);
            if (before == member.Status)
            {
                continue;
            }

            _seen[member.SiloAddress] = member.Status;
            if (member.Status == SiloStatus.Active)
            {
                Record(member.SiloAddress, member.Name, SiloChange.Joined);
                Joined?.Invoke(member.SiloAddress);
            }
            else if (member.Status == SiloStatus.Dead)
            {
                if (before != SiloStatus.None)
                {
                    Record(member.SiloAddress, member.Name, before is SiloStatus.ShuttingDown or SiloStatus.Stopping ? SiloChange.Left : SiloChange.Died);
                }

                // Also one that was never seen alive: tasks may have gone there all the same.
                Gone?.Invoke(member.SiloAddress);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Silo {Name} ({Silo}): {Change}")]
    private partial void LogChange(string name, SiloAddress silo, SiloChange change);
}
