namespace Spawner.Load.Measuring;

/// <summary>What a scenario did in one window.</summary>
/// <param name="Tasks">Tasks or calls whose results came back.</param>
/// <param name="Latencies">Microseconds of each; empty where many were awaited together.</param>
/// <param name="Elapsed">Time that counts; <see langword="null"/> for all that it took.</param>
internal readonly record struct Work(int Tasks, double[] Latencies, TimeSpan? Elapsed = null);

/// <summary>Work, and what it cost the client and the silos.</summary>
internal sealed record Sample(Work Work, TimeSpan Elapsed, Usage Used)
{
    public double Rate => Work.Tasks / Elapsed.TotalSeconds;

    public double CpuPerTask => Used.Cpu.TotalMicroseconds / Work.Tasks;

    public double AllocatedPerTask => (double)Used.Allocated / Work.Tasks;

    public double Latency(double part) => Statistics.Percentile(Work.Latencies, part);
}
