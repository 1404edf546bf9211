using System.Diagnostics;
using Spawner.Load.Host;

namespace Spawner.Load.Measuring;

/// <summary>Measures work, with what it cost this process and the silos.</summary>
internal sealed class UsageMeter(IReadOnlyList<int> siloProcesses, IReadOnlyList<ISiloGrain> silos)
{
    public static async Task<UsageMeter> CreateAsync(LoadCluster cluster) => new(
        [.. cluster.Processes.Select(silo => silo.ProcessId)],
        await Task.WhenAll(cluster.Processes.Select(cluster.OpenAsync)));

    public async Task<Sample> MeasureAsync(Func<Task<Work>> run)
    {
        // The silos are asked outside of what counts.
        var allocated = await AllocatedAsync();
        var cpu = Cpu();
        var begin = Stopwatch.GetTimestamp();
        var work = await run();
        var elapsed = work.Elapsed ?? Stopwatch.GetElapsedTime(begin);
        var used = Cpu() - cpu;
        return new Sample(work, elapsed, new Usage(used, await AllocatedAsync() - allocated));
    }

    private TimeSpan Cpu() => siloProcesses.Append(Environment.ProcessId).Aggregate(TimeSpan.Zero, (sum, process) => sum + ProcessUsage.CpuOf(process));

    private async Task<long> AllocatedAsync()
    {
        var bySilo = await Task.WhenAll(silos.Select(silo => silo.GetAllocatedBytesAsync()));
        return bySilo.Sum() + GC.GetTotalAllocatedBytes(precise: true);
    }
}
