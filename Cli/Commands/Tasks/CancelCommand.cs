using System.CommandLine;
using Spawner.Cli.Commands.Shell;

namespace Spawner.Cli.Commands.Tasks;

/// <summary><c>spawner cancel</c>.</summary>
internal static class CancelCommand
{
    public static Command Create(CommandShell shell) => new BulkCommand("cancel", "are cancelled, or told to stop")
    {
        ChangeOne = async (session, _, id, cancellationToken) => Words(await session.Api.CancelTaskAsync(id, cancellationToken)),
    }.Create(shell, CommandHelp.With(
        "Cancels tasks: those that wait never start, those that run are told to stop.",
        "spawner cancel ID",
        "spawner cancel --kind resize --phase queued --yes"));

    private static string Words(string answer) => answer switch
    {
        "cancelled" => "cancelled",
        "signalled" => "told to stop; 'spawner watch' tells whether it does",
        "alreadyEnded" => "had ended already",
        _ => answer,
    };
}
