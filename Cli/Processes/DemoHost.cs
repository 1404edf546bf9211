using System.Runtime.InteropServices;

namespace Spawner.Cli.Processes;

/// <summary>The silo program that the build puts beside the command.</summary>
internal static class DemoHost
{
    /// <summary>Its full path.</summary>
    /// <exception cref="CommandException">It is not there.</exception>
    public static string Locate()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "demo-host", OperatingSystem.IsWindows() ? "Spawner.Demo.exe" : "Spawner.Demo");
        return File.Exists(path)
            ? path
            : throw new CommandException(
                ExitCodes.SilosNotStarted,
                $"The demo's silo program is missing: '{path}' does not exist. The build of the Cli project puts it there; build it again.");
    }

    /// <summary>
    /// Where the running .NET is installed. A program finds only an installation that is registered or in the
    /// environment, and the one that runs this command may be neither.
    /// </summary>
    public static string RuntimeRoot() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
