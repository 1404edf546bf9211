namespace Spawner.Cli.Terminal;

/// <summary>Columns and rows of the terminal.</summary>
internal readonly record struct TerminalSize(int Width, int Height)
{
    /// <summary><see langword="null"/> where there is no terminal.</summary>
    public static TerminalSize? Read()
    {
        try
        {
            return Console.WindowWidth > 0 ? new(Console.WindowWidth, Console.WindowHeight) : null;
        }
        catch (Exception none) when (none is IOException or PlatformNotSupportedException)
        {
            return null;
        }
    }
}
