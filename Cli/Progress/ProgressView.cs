using Spectre.Console;

namespace Spawner.Cli.Progress;

/// <summary>Chooses how to show progress.</summary>
internal static class ProgressView
{
    /// <summary>A live table on a terminal, lines elsewhere, nothing if another program reads the output.</summary>
    public static IProgressView? For(TextWriter output, bool silent)
    {
        if (silent)
        {
            return null;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return console.Profile.Out.IsTerminal ? new TableView(console) : new LineView(output);
    }
}
