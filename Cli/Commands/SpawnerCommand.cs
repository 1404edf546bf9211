using System.CommandLine;
using Spawner.Cli.Commands.Access;
using Spawner.Cli.Commands.Cluster;
using Spawner.Cli.Commands.Demo;
using Spawner.Cli.Commands.Mapping;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Commands.Spawning;
using Spawner.Cli.Commands.Tasks;
using Spawner.Cli.Terminal;

namespace Spawner.Cli.Commands;

/// <summary>The root of the command line.</summary>
internal static class SpawnerCommand
{
    private const string Description = """
        Spawns tasks on a cluster of silos, and shows what becomes of them.

        It talks to the HTTP API of any silo: that of this machine unless 'spawner login', SPAWNER_URL and SPAWNER_TOKEN,
        or --context, --url and --token say otherwise.


        """;

    // Response files stay off: '@name' is a legal path to digest.
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    public static RootCommand Create(Surroundings around)
    {
        var shell = new CommandShell(around);
        var root = new RootCommand(Description + CommandHelp.ExitCodes)
        {
            SpawnCommand.Create(shell),
            MapCommand.Create(shell),
            PsCommand.Create(shell),
            ShowCommand.Create(shell),
            WatchCommand.Create(shell),
            LogsCommand.Create(shell),
            ExplainCommand.Create(shell),
            CancelCommand.Create(shell),
            RetryCommand.Create(shell),
            DiscardCommand.Create(shell),
            SilosCommand.Create(shell),
        };
        foreach (var command in DrainCommands.Create(shell))
        {
            root.Add(command);
        }

        root.Add(KindsCommand.Create(shell));
        root.Add(TopCommand.Create(shell));
        root.Add(DoctorCommand.Create(shell));
        root.Add(LoginCommand.Create(shell));
        root.Add(ContextsCommand.Create(shell));
        root.Add(KeysCommand.Create(shell));
        root.Add(CompletionCommand.Create(shell));
        root.Add(DemoCommand.Create());
        return root;
    }

    public static ParseResult Parse(IReadOnlyList<string> args, Surroundings around)
    {
        var parsed = Create(around).Parse(KillOneOption.JoinValue(args), Configuration);
        foreach (var other in parsed.CommandResult.Command.Subcommands)
        {
            // A list of commands has a few words for each; examples come with the command's own help.
            other.Description = CommandHelp.FirstParagraph(other.Description);
        }

        return parsed;
    }
}
