namespace Spawner.Cli;

/// <summary>Ends the command with one message for the user.</summary>
internal class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
