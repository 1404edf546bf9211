using System.CommandLine;
using Spawner.Cli.Commands.Shell;

namespace Spawner.Cli.Commands.Cluster;

/// <summary><c>spawner drain</c> and <c>spawner resume</c>.</summary>
internal static class DrainCommands
{
    public static IEnumerable<Command> Create(CommandShell shell)
    {
        yield return Create(
            shell, "drain", CommandHelp.With("Lets a silo take no further tasks: what runs there finishes, what waits moves.", "spawner drain silo-2"),
            (session, silo, cancellationToken) => session.Api.DrainSiloAsync(silo, cancellationToken),
            "takes no further tasks; 'spawner silos' shows what is left");
        yield return Create(
            shell, "resume", CommandHelp.With("Lets a silo that was drained take tasks again.", "spawner resume silo-2"),
            (session, silo, cancellationToken) => session.Api.ResumeSiloAsync(silo, cancellationToken),
            "takes tasks again");
    }

    private static Command Create(CommandShell shell, string name, string description, Func<Session, string, CancellationToken, Task> act, string done)
    {
        var silo = new Argument<string>("SILO") { Description = "Name or address of the silo" };
        return shell.Complete(new Command(name, description) { silo }, async (session, parsed, cancellationToken) =>
        {
            var chosen = parsed.GetRequiredValue(silo);
            await act(session, chosen, cancellationToken);
            session.Confirm($"{chosen} {done}.");
            return ExitCodes.Ok;
        });
    }
}
