using System.CommandLine;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Views;

namespace Spawner.Cli.Commands.Tasks;

/// <summary><c>spawner explain</c>: why a task is where it is, or where one would go.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandShell shell)
    {
        var id = new Argument<string?>("ID") { Description = "Id of the task", Arity = ArgumentArity.ZeroOrOne };
        var kind = new Option<string?>("--kind") { Description = "Instead of a task: where the next one of this kind would go", HelpName = "KIND" };
        var command = new Command("explain", CommandHelp.With("Tells why a task was placed on its silo, or where the next one of a kind would go.", "spawner explain ID", "spawner explain --kind resize")) { id, kind };
        return shell.Complete(command, async (session, parsed, cancellationToken) =>
        {
            var explained = (parsed.GetValue(id), parsed.GetValue(kind)) switch
            {
                ({ } task, null) => await session.Api.ExplainTaskAsync(task, cancellationToken),
                (null, { } name) => await session.Api.ExplainKindAsync(name, cancellationToken),
                _ => throw new CommandException(ExitCodes.BadArguments, "Name a task, or a kind by --kind, and not both."),
            };
            session.PrintList<Explanation>([explained], json => json.Explanation, _ => ExplanationView.Draw(explained));
            return ExitCodes.Ok;
        });
    }
}
