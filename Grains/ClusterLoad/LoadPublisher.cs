using Spawner.Grains.Messages;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// Tells peers this silo's load: each period, at a phase of its own so that reports do not come in waves, and at once
/// when free slots went between none and some. Also keeps the silo's load grain up to date.
/// </summary>
internal sealed partial class LoadPublisher(
    ILocalSiloDetails self,
    ILoadSource source,
    ClusterLoadView view,
    ClusterMembers members,
    ExecutorPeers peers,
    SiloIdentity identity,
    IGrainFactory grains,
    IOptions<ClusterLoadOptions> options,
    TimeProvider clock,
    Random random,
    ILogger<LoadPublisher> logger) : IDisposable
{
    private readonly ClusterLoadOptions _options = options.Value;
    private readonly SemaphoreSlim _change = new(0, 1);
    private Task _recording = Task.CompletedTask;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        source.LoadChanged += OnLoadChanged;
        try
        {
            await Task.Delay(random.NextDouble() * _options.ReportPeriod, clock, cancellationToken);
            while (true)
            {
                PublishOnce();
                await Task.Delay(_options.MinimumReportInterval, clock, cancellationToken);
                await _change.WaitAsync(_options.ReportPeriod - _options.MinimumReportInterval, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
        finally
        {
            source.LoadChanged -= OnLoadChanged;
        }
    }

    /// <summary>One round of reports. Waits for nobody: a peer that does not answer must not delay the others.</summary>
    public void PublishOnce()
    {
        var own = source.Report(reader: null);
        view.OnReport(own);
        foreach (var peer in Peers())
        {
            peers.Of(peer).ReportAsync(source.Report(reader: peer)).Ignore();
        }

        if (own.State != SiloState.Joining && _recording.IsCompleted)
        {
            _recording = RecordAsync(identity.Description.ToSnapshot(own, TimeSpan.Zero, _options.SilentAfter, clock));
        }
    }

    public void Dispose() => _change.Dispose();

    private async Task RecordAsync(SiloSnapshot load)
    {
        try
        {
            await grains.GetGrain<ILoadSink>(self.SiloAddress.ToParsableString()).RecordAsync(load);
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException or UnknownSiloException)
        {
            // While the silo joins or leaves, its grains cannot be reached; the next round tries again.
            LogLoadGrainUnreachable(failure.Message);
        }
    }

    /// <summary>Of more peers than are reported to, those with the highest hash of the pair: each silo is then seen by about as many.</summary>
    private IEnumerable<SiloAddress> Peers()
    {
        var others = members.Live.Where(silo => !silo.Equals(self.SiloAddress)).ToList();
        return others.Count <= _options.MaximumPeers
            ? others
            : others.OrderByDescending(PairHash).Take(_options.MaximumPeers);
    }

    private int PairHash(SiloAddress peer) =>
        HashCode.Combine(self.SiloAddress.GetConsistentHashCode(), peer.GetConsistentHashCode());

    private void OnLoadChanged()
    {
        if (_change.CurrentCount == 0)
        {
            try
            {
                _change.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another thread was first: the publisher wakes once for both.
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "This silo's load grain did not take a report: {Reason}")]
    private partial void LogLoadGrainUnreachable(string reason);
}
