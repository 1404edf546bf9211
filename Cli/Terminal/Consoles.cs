using Spectre.Console;

namespace Spawner.Cli.Terminal;

/// <summary>Makes consoles for tables: coloured and as wide as the terminal on one, plain and unbounded elsewhere.</summary>
internal static class Consoles
{
    // Programs cut columns, not lines: a line is never broken for them.
    private const int Unbounded = 100_000;

    public static IAnsiConsole Create(Surroundings around, TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal && around.Variable("NO_COLOR") is null ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal && around.InIsTerminal ? InteractionSupport.Yes : InteractionSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = Unbounded;
        }
        else if (TerminalSize.Read() is { } size)
        {
            (console.Profile.Width, console.Profile.Height) = (size.Width, size.Height);
        }

        return console;
    }
}
