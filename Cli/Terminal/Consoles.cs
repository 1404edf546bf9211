using Spectre.Console;

namespace Spawner.Cli.Terminal;

/// <summary>Makes consoles for tables: coloured and as wide as the terminal on one, plain and unbounded elsewhere.</summary>
internal static class Consoles
{
    // Programs cut columns, not lines: a line is never broken for them.
    private const int Unbounded = 100_000;

    public static IAnsiConsole Create(Surroundings around, TextWriter writer, bool isTerminal)
    {
        // Said, not detected: of a writer that is not the console's own nothing can be known.
        var isStyled = isTerminal && around.Variable("TERM") != "dumb";
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isStyled ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isStyled && around.Variable("NO_COLOR") is null ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
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
