namespace Spawner.Cli.Api.Documents;

/// <summary>The phases of a task, as the API writes them.</summary>
internal static class Phases
{
    public const string Succeeded = "succeeded";

    public static readonly string[] All = ["scheduled", "queued", "running", Succeeded, "failed", "cancelled", "timedOut", "lost"];

    private static readonly string[] Open = ["scheduled", "queued", "running"];

    public static bool HasEnded(string phase) => !Open.Contains(phase);
}
