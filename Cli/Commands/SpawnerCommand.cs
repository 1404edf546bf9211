using System.CommandLine;

namespace Spawner.Cli.Commands;

/// <summary>The root of the command line.</summary>
internal static class SpawnerCommand
{
    private static readonly RootCommand Root = new("Spawns tasks on a cluster of silos.") { DemoCommand.Create() };

    // Response files stay off: '@name' is a legal path to digest.
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    public static ParseResult Parse(IReadOnlyList<string> args) => Root.Parse(KillOneOption.JoinValue(args), Configuration);
}
