using Spawner.Grains.Messages;

namespace Spawner.Grains.ClusterLoad;

/// <summary>Takes reports in; a reporter that is not known is asked first what it is.</summary>
internal sealed class PeerIntroduction(ClusterLoadView view, ExecutorPeers peers)
{
    public async Task OnReportAsync(LoadReport report)
    {
        if (view.OnReport(report))
        {
            return;
        }

        await IntroduceAsync(report.Silo);
        view.OnReport(report);
    }

    public async Task IntroduceAsync(SiloAddress silo) => view.Add(await peers.Of(silo).DescribeAsync());
}
