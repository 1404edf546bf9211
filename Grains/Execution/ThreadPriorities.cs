using System.Runtime.InteropServices;

namespace Spawner.Grains.Execution;

/// <summary>Priorities of single threads: .NET's own thread priority has no effect on Linux.</summary>
internal static partial class ThreadPriorities
{
    private const int PriorityOfProcess = 0;

    public static int CurrentThreadId => GetThreadId();

    /// <summary>Adds to a thread's nice value (on Linux the number of a thread will do for that of a process).</summary>
    /// <returns>The error number; <see langword="null"/> if it worked.</returns>
    public static int? TryLower(int thread, int nice)
    {
        var present = GetPriority(PriorityOfProcess, thread);
        return SetPriority(PriorityOfProcess, thread, Math.Min(19, present + nice)) == 0 ? null : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetThreadId();

    [LibraryImport("libc", EntryPoint = "getpriority", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);
}
