using System.CommandLine;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Options;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Commands.Tasks;
using Spawner.Cli.Terminal;

namespace Spawner.Cli.Commands.Spawning;

/// <summary><c>spawner spawn</c>: one task.</summary>
internal static class SpawnCommand
{
    private static readonly string[] Conflicts = ["returnExisting", "reject", "replace"];

    public static Command Create(CommandShell shell)
    {
        var kind = new Argument<string>("KIND") { Description = "Kind of the task" };
        var input = new Argument<string?>("INPUT") { Description = "Its input, as JSON; '-' reads it from standard input", Arity = ArgumentArity.ZeroOrOne };
        var text = new Option<bool>("--text") { Description = "The input is a text, not JSON" };
        var settings = new SpawnSettings(shell.Around.Clock);
        var key = new Option<string?>("--key") { Description = "Key that no other task of the kind has; only for durable ones", HelpName = "KEY" };
        var conflict = ChoiceOption.Create("--on-conflict", $"What happens if another task has the key: {string.Join(", ", Conflicts)}", "WHAT", Conflicts);
        var idempotency = new Option<string?>("--idempotency-key") { Description = "The same again is the same task; only for durable ones", HelpName = "KEY" };
        var wait = new Option<bool>("--wait", "-w") { Description = "Wait for its end, and print its result" };
        var follow = new Option<bool>("--follow", "-f") { Description = "As --wait, and copy what it writes to standard error meanwhile" };
        var command = new Command("spawn", CommandHelp.With(
            "Spawns a task and prints its id; with --wait its result, and the exit code tells how it ended.",
            "spawner spawn words.count '\"to be or not to be\"' --wait",
            "spawner spawn resize '{\"path\":\"/srv/a.png\"}' --durable --attempts 5",
            "spawner spawn report --start-after 2h --name nightly",
            "echo '[1,2,3]' | spawner spawn sum - --follow")) { kind, input, text, wait, follow, key, conflict, idempotency };
        settings.AddTo(command);
        return shell.Complete(command, async (session, parsed, cancellationToken) =>
        {
            var options = settings.Read(parsed) with { Key = ReadKey(parsed.GetValue(key), parsed.GetValue(conflict)) };
            var document = new SpawnDocument(
                parsed.GetRequiredValue(kind), await JsonInput.ReadAsync(parsed.GetValue(input), parsed.GetValue(text), session.Around, cancellationToken), options);

            // Made here, so that a spawn whose answer was lost can be sent again and is still one task.
            var idempotencyKey = parsed.GetValue(idempotency) ?? (options.Durable == true ? Guid.CreateVersion7(session.Now).ToString() : null);
            var id = await session.Api.SpawnAsync(document, idempotencyKey, cancellationToken);
            return parsed.GetValue(follow) || parsed.GetValue(wait)
                ? await WaitAsync(session, id, parsed.GetValue(follow), cancellationToken)
                : Tell(session, id);
        });
    }

    private static KeyDocument? ReadKey(string? key, string? conflict) => (key, conflict) switch
    {
        (null, null) => null,
        (null, _) => throw new CommandException(ExitCodes.BadArguments, "--on-conflict needs --key."),
        _ => new KeyDocument(key, conflict),
    };

    private static int Tell(Session session, string id)
    {
        if (session.IsJson)
        {
            session.PrintJson(new SpawnedDocument(id), ApiJson.Printed.SpawnedDocument);
        }
        else
        {
            session.Around.Out.WriteLine(SafeText.Line(id));
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> WaitAsync(Session session, string id, bool follows, CancellationToken cancellationToken)
    {
        try
        {
            if (follows)
            {
                await foreach (var part in session.Api.FollowOutputAsync(id, cancellationToken))
                {
                    await session.Around.Error.WriteAsync(SafeText.Block(part.Text));
                }
            }

            var outcome = await session.Api.WaitForEndAsync(id, cancellationToken);
            if (session.IsJson)
            {
                session.PrintJson(outcome, ApiJson.Printed.Outcome);
            }

            return OutcomeReport.Tell(session, outcome, withResult: !session.IsJson);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            session.Tell($"spawner: task {id} goes on; 'spawner watch' waits for it, 'spawner cancel' ends it");
            throw;
        }
    }
}
