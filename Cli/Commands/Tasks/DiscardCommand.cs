using System.CommandLine;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Shell;

namespace Spawner.Cli.Commands.Tasks;

/// <summary><c>spawner discard</c>.</summary>
internal static class DiscardCommand
{
    public static Command Create(CommandShell shell) => new BulkCommand("discard", "discarded")
    {
        ChangeOne = async (session, _, id, cancellationToken) =>
        {
            var answer = await session.Api.ChangeTasksAsync("discard", new BulkDocument { Ids = [id] }, cancellationToken);
            return answer.Changed == 1
                ? "discarded"
                : throw new CommandException(ExitCodes.Failed, $"{id} was left alone: {string.Join(", ", answer.LeftAlone?.Keys ?? [])}.");
        },
    }.Create(shell, CommandHelp.With(
        "Forgets recorded tasks that have ended, with their results and output. Chosen by a filter without --phase: those that failed, timed out or were lost.",
        "spawner discard ID",
        "spawner discard --phase cancelled --to 7d --yes"));
}
