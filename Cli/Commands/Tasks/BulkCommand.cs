using System.CommandLine;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Options;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Terminal;

namespace Spawner.Cli.Commands.Tasks;

/// <summary>A command that changes tasks, by their ids or by a filter: what <c>cancel</c>, <c>retry</c> and <c>discard</c> share.</summary>
/// <param name="verb">What it does, as the API names it.</param>
/// <param name="done">What has been done to a task then.</param>
internal sealed class BulkCommand(string verb, string done)
{
    private readonly Argument<string[]> _ids = IdArgument.Any("those that the options choose");

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask before many are changed by a filter" };

    /// <summary>Changes one task by its id; tells what came of it.</summary>
    public required Func<Session, ParseResult, string, CancellationToken, Task<string>> ChangeOne { get; init; }

    /// <summary>Refuses what goes with ids only.</summary>
    public Action<ParseResult> CheckFilter { get; init; } = _ => { };

    public Command Create(CommandShell shell, string description, params Option[] further)
    {
        var filter = new FilterOptions(shell.Around.Clock);
        var command = new Command(verb, description) { _ids, _yes };
        filter.AddTo(command);
        foreach (var option in further)
        {
            command.Add(option);
        }

        return shell.Complete(command, async (session, parsed, cancellationToken) =>
        {
            var ids = parsed.GetValue(_ids) ?? [];
            var chosen = filter.Read(parsed);
            var isFiltered = chosen != new FilterDocument();
            return (ids.Length > 0, isFiltered) switch
            {
                (true, false) => await ChangeEachAsync(session, parsed, ids, cancellationToken),
                (false, true) => await ChangeManyAsync(session, parsed, chosen, cancellationToken),
                _ => throw new CommandException(ExitCodes.BadArguments, $"Name tasks by their ids, or choose them by options such as --phase, and not both: what shall '{verb}' change?"),
            };
        });
    }

    /// <summary>One after the other; one that cannot be changed keeps none of the others from it.</summary>
    private async Task<int> ChangeEachAsync(Session session, ParseResult parsed, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var exitCode = ExitCodes.Ok;
        foreach (var id in ids)
        {
            try
            {
                Tell(session, id, await ChangeOne(session, parsed, id, cancellationToken));
            }
            catch (Api.ApiException refusal) when (refusal.ExitCode is ExitCodes.NotFound or ExitCodes.Failed)
            {
                session.Tell($"spawner: {id}: {refusal.Message}");
                exitCode = ids.Count == 1 ? refusal.ExitCode : ExitCodes.Failed;
            }
        }

        return exitCode;
    }

    private static void Tell(Session session, string id, string change)
    {
        if (session.IsJson)
        {
            session.PrintJson(new ChangedTask(id, change), ApiJson.Printed.ChangedTask);
        }
        else
        {
            session.Confirm($"{id}: {change}");
        }
    }

    private async Task<int> ChangeManyAsync(Session session, ParseResult parsed, FilterDocument filter, CancellationToken cancellationToken)
    {
        CheckFilter(parsed);
        if (!parsed.GetValue(_yes))
        {
            await ConfirmAsync(session, cancellationToken);
        }

        Report(session, await session.Api.ChangeTasksAsync(verb, new BulkDocument { Filter = filter }, cancellationToken));
        return ExitCodes.Ok;
    }

    private async Task ConfirmAsync(Session session, CancellationToken cancellationToken)
    {
        if (!session.Around.InIsTerminal)
        {
            throw new CommandException(ExitCodes.BadArguments, $"'{verb}' by a filter may change many tasks: add --yes. 'spawner ps' with the same options lists them.");
        }

        await session.Around.Error.WriteAsync($"'{verb}' changes every recorded task that these options choose; 'spawner ps' with the same lists them. Go on? [y/N] ");
        if ((await session.Around.In.ReadLineAsync(cancellationToken))?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CommandException(ExitCodes.Failed, "Nothing was changed.");
        }
    }

    private void Report(Session session, BulkAnswer answer)
    {
        if (session.IsJson)
        {
            session.PrintJson(answer, ApiJson.Printed.BulkAnswer);
            return;
        }

        session.Confirm($"{answer.Changed} of {answer.Matched} tasks {done}.");
        foreach (var (reason, count) in answer.LeftAlone ?? new Dictionary<string, long>())
        {
            session.Confirm($"{count} left alone: {SafeText.Line(reason)}");
        }
    }
}

/// <summary>What has been done to a task, as <c>--json</c> prints it.</summary>
internal sealed record ChangedTask(string Id, string Change);
