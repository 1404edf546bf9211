using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// Tells peers this silo's load: each period, at a phase of its own so that reports do not come in waves, and before that when
/// free slots went between none and some, as <see cref="ReportPace"/> allows. Also keeps the silo's load grain up to date.
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
    private readonly Signal _change = new();
    private Task _recording = Task.CompletedTask;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        source.LoadChanged += _change.Set;
        try
        {
            await Task.Delay(random.NextDouble() * _options.ReportPeriod, clock, cancellationToken);
            while (true)
            {
                PublishOnce();
                var least = ReportPace.LeastInterval(_options.ReportPeriod, _options.MinimumReportInterval, members.Live.Count - 1, _options.MaximumPeers);
                await Task.Delay(least, clock, cancellationToken);
                await _change.WaitAsync(_options.ReportPeriod - least, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
        finally
        {
            source.LoadChanged -= _change.Set;
        }
    }

    /// <summary>One round of reports. Waits for nobody: a peer that does not answer must not delay the others.</summary>
    public void PublishOnce()
    {
        var own = source.Report(reader: null);
        view.OnReport(own);
        foreach (var peer in Peers())
        {
            peers.Of(peer).ReportAsync(source.Report(reader: peer) with { Placed = view.Placed }).Ignore();
        }

        if (own.State != SiloState.Joining && _recording.IsCompleted)
        {
            _recording = RecordAsync(own);
        }
    }

    /// <summary>Returns when whoever asks for this silo's load is told of it as it is now.</summary>
    public async Task RecordNowAsync()
    {
        await _recording;
        await RecordAsync(source.Report(reader: null));
    }

    public void Dispose() => _change.Dispose();

    private async Task RecordAsync(LoadReport own)
    {
        var load = identity.Description.ToSnapshot(own, TimeSpan.Zero, _options.SilentAfter, clock);
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

    private IReadOnlyList<SiloAddress> Peers() => Rendezvous.Choose(
        (uint)self.SiloAddress.GetConsistentHashCode(),
        [.. members.Live.Where(silo => !silo.Equals(self.SiloAddress))],
        silo => (uint)silo.GetConsistentHashCode(),
        _options.MaximumPeers);

    [LoggerMessage(LogLevel.Debug, "This silo's load grain did not take a report: {Reason}")]
    private partial void LogLoadGrainUnreachable(string reason);
}
