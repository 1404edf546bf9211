using System.CommandLine;
using System.Text.Json;
using Spawner.Cli.Commands.Shell;

namespace Spawner.Cli.Commands.Tasks;

/// <summary><c>spawner retry</c>.</summary>
internal static class RetryCommand
{
    public static Command Create(CommandShell shell)
    {
        var input = new Option<JsonElement?>("--input")
        {
            Description = "Another input, as JSON; for tasks that are named by their ids",
            HelpName = "JSON",
            CustomParser = result =>
            {
                try
                {
                    return JsonElement.Parse(result.Tokens[0].Value);
                }
                catch (JsonException failure)
                {
                    result.AddError($"--input is not JSON: {failure.Message}");
                    return null;
                }
            },
        };
        return new BulkCommand("retry", "run again")
        {
            ChangeOne = async (session, parsed, id, cancellationToken) =>
            {
                await session.Api.RetryTaskAsync(id, parsed.GetValue(input), kind: null, cancellationToken);
                return "runs again";
            },
            CheckFilter = parsed =>
            {
                if (parsed.GetValue(input) is not null)
                {
                    throw new CommandException(ExitCodes.BadArguments, "--input goes with the ids of tasks, not with a filter.");
                }
            },
        }.Create(
            shell,
            CommandHelp.With(
                "Runs recorded tasks again that failed, timed out, were cancelled or lost. Chosen by a filter without --phase: all but the cancelled ones.",
                "spawner retry ID",
                "spawner retry ID --input '{\"path\":\"/srv/new\"}'",
                "spawner retry --phase failed --failure 'disk full' --yes"),
            input);
    }
}
