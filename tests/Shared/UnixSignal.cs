using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Spawner.Tests;

/// <summary>Sends what <see cref="Process"/> cannot.</summary>
internal static class UnixSignal
{
    // Numbers of Linux; macOS has others for the last two.
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal to a process that this one started.</summary>
    /// <exception cref="InvalidOperationException">It has ended: its number may be another's by now.</exception>
    public static void Send(Process process, int signal)
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException($"Process {process.Id} has ended with exit code {process.ExitCode}; signal {signal} was not sent.");
        }

        if (Kill(process.Id, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Signal {signal} could not be sent to process {process.Id}.");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
