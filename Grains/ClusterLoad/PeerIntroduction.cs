using Spawner.Grains.Messages;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// Makes silos known to one another: placement on a silo, or by it, begins when both have told what they are. Takes reports
/// in, too, and meets a reporter that is not known.
/// </summary>
internal sealed partial class PeerIntroduction(
    SiloIdentity identity,
    ILoadSource source,
    ClusterLoadView view,
    ExecutorPeers peers,
    TimeProvider clock,
    ILogger<PeerIntroduction> logger)
{
    // A silo that died a moment ago must not keep a new one from its work: it is met, if it lives, by its next report.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    public async Task OnReportAsync(LoadReport report)
    {
        if (view.OnReport(report))
        {
            return;
        }

        await MeetAsync(report.Silo);
        view.OnReport(report);
    }

    /// <summary>Tells another silo of this one, and hears of it.</summary>
    public async Task MeetAsync(SiloAddress silo) => Take(await peers.Of(silo).MeetAsync(OwnTo(silo)).WaitAsync(AnswerTimeout, clock));

    /// <summary>As <see cref="MeetAsync"/>, with all of them at once; with those that do not answer later.</summary>
    public Task MeetAllAsync(IEnumerable<SiloAddress> silos) => Task.WhenAll(silos.Select(TryMeetAsync));

    /// <summary>Another silo tells of itself.</summary>
    /// <returns>What it should know of this one.</returns>
    public SiloIntroduction OnMet(SiloIntroduction other)
    {
        Take(other);
        return OwnTo(other.Description.Address);
    }

    private async Task TryMeetAsync(SiloAddress silo)
    {
        try
        {
            await MeetAsync(silo);
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogNotMet(silo, failure.Message);
        }
    }

    private SiloIntroduction OwnTo(SiloAddress other) => new() { Description = identity.Description, Load = source.Report(other) };

    private void Take(SiloIntroduction other)
    {
        view.Add(other.Description);
        view.OnReport(other.Load);
    }

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} was not met ({Reason}); it is when it reports its load")]
    private partial void LogNotMet(SiloAddress silo, string reason);
}
