using System.CommandLine;
using Spawner.Cli.Api;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Options;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Views;
using Spectre.Console;

namespace Spawner.Cli.Commands.Tasks;

/// <summary><c>spawner ps</c>: recorded tasks.</summary>
internal static class PsCommand
{
    private const int UsualLimit = 100;

    public static Command Create(CommandShell shell)
    {
        var filter = new FilterOptions(shell.Around.Clock);
        var all = new Option<bool>("--all", "-a") { Description = "All that match, however many" };
        var limit = NumberOption.Create("--limit", $"How many at most, 1 to 1000000 [default: {UsualLimit}]", 1, 1_000_000);
        var oldest = new Option<bool>("--oldest") { Description = "Oldest first, not newest" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print ids only" };
        var command = new Command("ps", CommandHelp.With(
            "Lists recorded tasks, newest first: those that are durable, while they are kept. 'show ID' finds others, too.",
            "spawner ps --phase running",
            "spawner ps --phase failed,timedOut --failure 'disk full' --from 2h",
            "spawner ps --tag customer=42 --all --json | jq -r .id"));
        filter.AddTo(command);
        command.Add(all);
        command.Add(limit);
        command.Add(oldest);
        command.Add(quiet);
        return shell.Complete(command, async (session, parsed, cancellationToken) =>
        {
            var most = parsed.GetValue(all) ? int.MaxValue : parsed.GetValue(limit) ?? UsualLimit;
            var query = new TaskListQuery { Filter = filter.Read(parsed), OldestFirst = parsed.GetValue(oldest) };
            var more = await ListAsync(session, query, most, parsed.GetValue(quiet), cancellationToken);
            if (more && !session.IsJson && parsed.GetValue(limit) is null)
            {
                session.Tell($"There are more; '--all' lists them.");
            }

            return ExitCodes.Ok;
        });
    }

    /// <summary>Prints page after page, so that the first is there at once.</summary>
    /// <returns>Whether there are more than were asked for.</returns>
    private static async Task<bool> ListAsync(Session session, TaskListQuery query, int most, bool isQuiet, CancellationToken cancellationToken)
    {
        var counted = 0;
        while (true)
        {
            var page = await session.Api.ListTasksAsync(query with { Limit = Math.Min(TaskListQuery.LargestPage, most - counted) }, cancellationToken);
            Print(session, page.Tasks, isQuiet, withHeading: counted == 0);
            await session.Around.Out.FlushAsync(cancellationToken);
            counted += page.Tasks.Count;
            if (page.Next is null || counted >= most)
            {
                return page.Next is not null;
            }

            query = query with { Cursor = page.Next };
        }
    }

    private static void Print(Session session, IReadOnlyList<ApiTask> tasks, bool isQuiet, bool withHeading)
    {
        if (isQuiet)
        {
            foreach (var task in tasks)
            {
                session.Around.Out.WriteLine(Terminal.SafeText.Line(task.Id));
            }
        }
        else
        {
            session.PrintList(tasks, json => json.ApiTask, list => withHeading ? TaskTable.Draw(list, session.Now) : TaskTable.Draw(list, session.Now).HideHeaders());
        }
    }
}
