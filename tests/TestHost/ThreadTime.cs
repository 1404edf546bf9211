using System.Runtime.InteropServices;

namespace Spawner.TestHost;

/// <summary>Processor time of the calling thread: what a task has had, however busy the machine is.</summary>
public static class ThreadTime
{
    // Linux: CLOCK_THREAD_CPUTIME_ID.
    private const int ThreadClock = 3;

    /// <summary>Processor time that this thread has had so far.</summary>
    public static TimeSpan Now()
    {
        _ = GetTime(ThreadClock, out var time);
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    /// <summary>Computes until this thread has had so much more processor time.</summary>
    /// <returns>How much it had.</returns>
    public static TimeSpan Burn(TimeSpan time)
    {
        var begin = Now();
        while (Now() - begin < time)
        {
            Thread.SpinWait(100);
        }

        return Now() - begin;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
