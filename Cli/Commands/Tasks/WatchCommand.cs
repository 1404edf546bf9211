using System.CommandLine;
using Spawner.Cli.Api;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Terminal;
using Spawner.Cli.Views;

namespace Spawner.Cli.Commands.Tasks;

/// <summary><c>spawner watch</c>: each change of a task, to its end.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandShell shell)
    {
        var id = IdArgument.One();
        var command = new Command("watch", CommandHelp.With(
            "Prints a task at each change until it has ended, then its result. The exit code tells how it ended.",
            "spawner watch ID",
            "spawner watch ID --json | jq .task.progress")) { id };
        return shell.Complete(command, async (session, parsed, cancellationToken) =>
        {
            Outcome? last = null;
            await foreach (var change in session.Api.WatchAsync(parsed.GetRequiredValue(id), cancellationToken))
            {
                last = change;
                if (session.IsJson)
                {
                    session.PrintJson(change, ApiJson.Printed.Outcome);
                }
                else
                {
                    await session.Around.Out.WriteLineAsync(Line(change.Task, session.Now));
                }

                await session.Around.Out.FlushAsync(cancellationToken);
            }

            return last is null ? throw new NoConnectionException("The stream of events had none.") : OutcomeReport.Tell(session, last, withResult: !session.IsJson);
        });
    }

    internal static string Line(ApiTask task, DateTimeOffset now) => SafeText.Line(string.Join("  ", new[]
    {
        Numbers.Time(now), task.Phase, task.Silo, TaskTable.Note(task),
    }.Where(part => !string.IsNullOrEmpty(part))));
}
