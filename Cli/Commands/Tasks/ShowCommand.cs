using System.CommandLine;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Views;

namespace Spawner.Cli.Commands.Tasks;

/// <summary><c>spawner show</c>: all that is known of a task.</summary>
internal static class ShowCommand
{
    public static Command Create(CommandShell shell)
    {
        var id = IdArgument.One();
        var command = new Command("show", CommandHelp.With("Shows all that is known of a task.", "spawner show ID", "spawner show ID --json | jq .failure")) { id };
        return shell.Complete(command, async (session, parsed, cancellationToken) =>
        {
            var task = await session.Api.GetTaskAsync(parsed.GetRequiredValue(id), cancellationToken);
            session.PrintList([task], json => json.ApiTask, _ => TaskDetails.Draw(task, session.Now));
            return ExitCodes.Ok;
        });
    }
}
