using System.CommandLine;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Views;

namespace Spawner.Cli.Commands.Cluster;

/// <summary><c>spawner kinds</c>, with <c>pause</c> and <c>resume</c>.</summary>
internal static class KindsCommand
{
    public static Command Create(CommandShell shell)
    {
        var command = new Command("kinds", CommandHelp.With("Lists the kinds of task, and the silos that run them.", "spawner kinds", "spawner kinds pause resize", "spawner kinds resume resize"))
        {
            Change(shell, "pause", CommandHelp.With("Starts no further tasks of a kind; those that are spawned wait.", "spawner kinds pause resize"), (session, kind, cancellationToken) => session.Api.PauseKindAsync(kind, cancellationToken), "is paused"),
            Change(shell, "resume", CommandHelp.With("Starts tasks of a kind again.", "spawner kinds resume resize"), (session, kind, cancellationToken) => session.Api.ResumeKindAsync(kind, cancellationToken), "goes on"),
        };
        return shell.Complete(command, async (session, _, cancellationToken) =>
        {
            session.PrintList(await session.Api.ListKindsAsync(cancellationToken), json => json.ApiKind, KindTable.Draw);
            return ExitCodes.Ok;
        });
    }

    private static Command Change(CommandShell shell, string name, string description, Func<Session, string, CancellationToken, Task> act, string done)
    {
        var kind = new Argument<string>("KIND") { Description = "Name of the kind" };
        return shell.Complete(new Command(name, description) { kind }, async (session, parsed, cancellationToken) =>
        {
            var chosen = parsed.GetRequiredValue(kind);
            await act(session, chosen, cancellationToken);
            session.Confirm($"{chosen} {done}.");
            return ExitCodes.Ok;
        });
    }
}
