namespace Spawner.Cli.Commands.Shell;

/// <summary>Descriptions of commands.</summary>
internal static class CommandHelp
{
    /// <summary>What the exit codes say.</summary>
    public const string ExitCodes = """
        Exit codes:
          0    done
          1    a task, or a part of what was asked, failed
          2    an argument or a request is not accepted
          3    the demo's silos could not be started
          4    no server answers, or it takes no more requests now
          5    the token is not accepted, or does not allow it
          6    there is no such task, silo, kind or key
          130  interrupted
        """;

    public static string? FirstParagraph(string? description) => description?.Split("\n\n", 2)[0];

    /// <summary>A description with examples.</summary>
    public static string With(string description, params string[] examples) =>
        $"{description}\n\nExamples:\n{string.Join('\n', examples.Select(example => "  " + example))}\n\nExit codes: see 'spawner --help'.";
}
