using System.CommandLine;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Views;

namespace Spawner.Cli.Commands.Cluster;

/// <summary><c>spawner silos</c>.</summary>
internal static class SilosCommand
{
    public static Command Create(CommandShell shell)
    {
        var command = new Command("silos", CommandHelp.With("Lists the silos with their load.", "spawner silos", "spawner silos --json | jq -r 'select(.state != \"active\").name'"));
        return shell.Complete(command, async (session, _, cancellationToken) =>
        {
            session.PrintList(await session.Api.ListSilosAsync(cancellationToken), json => json.ApiSilo, SiloTable.Draw);
            return ExitCodes.Ok;
        });
    }
}
