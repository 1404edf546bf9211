using System.CommandLine;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Terminal;

namespace Spawner.Cli.Commands.Tasks;

/// <summary><c>spawner logs</c>: what a task has written.</summary>
internal static class LogsCommand
{
    public static Command Create(CommandShell shell)
    {
        var id = IdArgument.One();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the task has ended and nothing can follow" };
        var raw = new Option<bool>("--raw") { Description = "As it was written: control characters, too, which may steer a terminal" };
        var command = new Command("logs", CommandHelp.With("Prints what a task has written: the last 256 KiB are kept.", "spawner logs ID", "spawner logs ID -f")) { id, follow, raw };
        return shell.Complete(command, async (session, parsed, cancellationToken) =>
        {
            var task = parsed.GetRequiredValue(id);
            var isRaw = parsed.GetValue(raw);
            if (!parsed.GetValue(follow))
            {
                await PrintAsync(session, await session.Api.GetOutputAsync(task, from: 0, cancellationToken), isRaw, cancellationToken);
                return ExitCodes.Ok;
            }

            await foreach (var part in session.Api.FollowOutputAsync(task, cancellationToken))
            {
                await PrintAsync(session, part, isRaw, cancellationToken);
            }

            return ExitCodes.Ok;
        });
    }

    private static async Task PrintAsync(Session session, OutputPart part, bool isRaw, CancellationToken cancellationToken)
    {
        if (session.IsJson)
        {
            session.PrintJson(part, ApiJson.Printed.OutputPart);
        }
        else
        {
            if (part.Dropped > 0)
            {
                session.Tell($"({part.Dropped} bytes before this are not kept any more)");
            }

            await session.Around.Out.WriteAsync(isRaw ? part.Text : SafeText.Block(part.Text));
        }

        await session.Around.Out.FlushAsync(cancellationToken);
    }
}
