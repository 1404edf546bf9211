namespace Spawner.Silo.Starting;

/// <summary>Why the host does not start, in words for the one who started it.</summary>
internal sealed class HostStartException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static HostStartException OfSettings(IReadOnlyList<string> problems) => new(
        ExitCodes.InvalidSettings,
        Block(problems.Count == 1 ? "one setting is" : $"{problems.Count} settings are", "not accepted", problems)
        + "Correct them in appsettings.json, in the environment or on the command line; docs/configuration.md describes each.");

    public static HostStartException OfEndpoints(IReadOnlyList<string> problems) => new(
        ExitCodes.NotStarted,
        Block(problems.Count == 1 ? "one port" : $"{problems.Count} ports", "cannot be used", problems)
        + "Stop the program that has the port, set another port, or 0 to take a free one.");

    private static string Block(string what, string how, IReadOnlyList<string> problems) =>
        $"The silo does not start: {what} {how}.\n{string.Concat(problems.Select(problem => problem + "\n"))}";
}
