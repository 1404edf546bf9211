using System.Diagnostics;

namespace Spawner.Load.Measuring;

/// <summary>What the operating system says of a process.</summary>
internal static class ProcessUsage
{
    /// <summary>Processor time that it has had, in user code and in the kernel.</summary>
    public static TimeSpan CpuOf(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }

    /// <summary>Resident memory, in bytes.</summary>
    public static long MemoryOf(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64;
    }
}
