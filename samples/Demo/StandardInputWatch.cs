namespace Spawner.Demo;

/// <summary>
/// Ends the process when its standard input ends: whoever started it holds the other end of a pipe, which the operating
/// system closes when that process ends, however it ends.
/// </summary>
internal static class StandardInputWatch
{
    private const string Option = "--Demo:ExitWithStandardInput=true";

    /// <summary>Watches from now on, if the command line asks for it.</summary>
    public static void StartIfAsked(string[] args)
    {
        if (args.Contains(Option, StringComparer.OrdinalIgnoreCase))
        {
            new Thread(ExitAtEnd) { IsBackground = true, Name = "Standard input watch" }.Start();
        }
    }

    private static void ExitAtEnd()
    {
        using var input = Console.OpenStandardInput();
        input.CopyTo(Stream.Null);
        Environment.Exit(0);
    }
}
