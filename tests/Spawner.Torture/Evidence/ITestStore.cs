namespace Spawner.Torture.Evidence;

/// <summary>The store under test: how processes reach it, and the evidence that is kept in it.</summary>
internal interface ITestStore
{
    /// <summary>How clients find silos, for <see cref="Load.ClientHost"/>.</summary>
    string Cluster { get; }

    Task CreateAsync(CancellationToken cancellationToken);

    /// <summary>Settings of a silo: its clustering and its storage.</summary>
    /// <param name="proxy">Through which it goes, if the store has such.</param>
    Dictionary<string, string> SettingsOf(Processes.Proxy? proxy);

    /// <summary>From now on changes are written down, by the transactions that make them.</summary>
    Task InstallAuditAsync(CancellationToken cancellationToken);

    /// <summary>Whether a silo has neither a lease nor tasks any more.</summary>
    Task<bool> IsReplacedAsync(string silo, CancellationToken cancellationToken);

    /// <summary>Tasks that have not ended.</summary>
    Task<long> CountLiveAsync(CancellationToken cancellationToken);

    /// <summary>Tasks that have.</summary>
    Task<long> CountEndedAsync(CancellationToken cancellationToken);

    Task<List<StoredRow>> ReadStoredAsync(CancellationToken cancellationToken);

    Task<List<AuditRow>> ReadAuditAsync(CancellationToken cancellationToken);

    Task<List<LeaseRow>> ReadLeasesAsync(CancellationToken cancellationToken);

    /// <summary>Commits that were refused, since the lease of their owner had ended, as far as the store's own log tells.</summary>
    Task<int> CountRefusedCommitsAsync(CancellationToken cancellationToken);
}
