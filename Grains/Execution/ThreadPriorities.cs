using System.Runtime.InteropServices;

namespace Spawner.Grains.Execution;

/// <summary>Priorities of single threads: .NET's own thread priority has no effect on Linux.</summary>
internal static partial class ThreadPriorities
{
    private const int PriorityOfProcess = 0;

    /// <summary>Adds to the calling thread's nice value (on Linux, "process 0" means the calling thread).</summary>
    /// <returns>The error number; <see langword="null"/> if it worked.</returns>
    public static int? TryLower(int nice)
    {
        var present = GetPriority(PriorityOfProcess, 0);
        return SetPriority(PriorityOfProcess, 0, Math.Min(19, present + nice)) == 0 ? null : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "getpriority", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);
}
