using System.Text;

namespace Spawner.Cli.Terminal;

/// <summary>Asks the user for a line.</summary>
internal static class Prompt
{
    /// <exception cref="CommandException">Standard input has no further line.</exception>
    public static async Task<string> AskAsync(Surroundings around, string question, bool isSecret, CancellationToken cancellationToken)
    {
        if (around.InIsTerminal)
        {
            await around.Error.WriteAsync(question);
        }

        var line = isSecret && around.InIsTerminal ? ReadHidden(around) : await around.In.ReadLineAsync(cancellationToken);
        return line ?? throw new CommandException(ExitCodes.BadArguments, $"Standard input ended before an answer to '{question.TrimEnd(' ', ':')}'.");
    }

    private static string? ReadHidden(Surroundings around)
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        around.Error.WriteLine();
        return typed.ToString();
    }
}
