namespace Spawner.Cli;

/// <summary>What the command's exit code says; <c>--help</c> lists them.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int BadArguments = 2;
    public const int SilosNotStarted = 3;
    public const int NoConnection = 4;
    public const int Denied = 5;
    public const int NotFound = 6;
    public const int Interrupted = 130;
}
