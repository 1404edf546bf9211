using System.CommandLine;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Commands.Options;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Terminal;
using Spawner.Cli.Views;

namespace Spawner.Cli.Commands.Access;

/// <summary><c>spawner keys</c>: API keys, for admins.</summary>
internal static class KeysCommand
{
    private static readonly string[] Roles = ["viewer", "submitter", "operator", "admin"];

    public static Command Create(CommandShell shell) => new("keys", CommandHelp.With(
        "Lists, makes and revokes API keys; for admins.",
        "spawner keys list",
        "spawner keys create reports --role submitter --namespace reports --expires-in 90d",
        "spawner keys revoke ID"))
    {
        List(shell), New(shell), Revoke(shell),
    };

    private static Command List(CommandShell shell) => shell.Complete(
        new Command("list", CommandHelp.With("Lists the keys, without what is secret of them.", "spawner keys list")),
        async (session, _, cancellationToken) =>
        {
            session.PrintList(await session.Api.ListKeysAsync(cancellationToken), json => json.ApiKey, keys => KeyTable.Draw(keys, session.Now));
            return ExitCodes.Ok;
        });

    private static Command New(CommandShell shell)
    {
        var name = new Argument<string>("NAME") { Description = "What the key is for" };
        var role = ChoiceOption.Create("--role", $"What it allows: {string.Join(", ", Roles)} [default: viewer]", "ROLE", Roles);
        var space = new Option<string?>("--namespace") { Description = "Namespace that it is bound to [default: the server's]", HelpName = "NAME" };
        var scopes = new Option<string[]?>("--scope") { Description = "What else it allows, such as payload:read; may be given more than once", HelpName = "SCOPE" };
        var expiresIn = DurationOption.Create("--expires-in", "How long it is valid, such as 90d [default: for good]");
        var command = new Command("create", CommandHelp.With(
            "Makes a key and prints it: it is told this once.", "spawner keys create reports --role submitter --expires-in 90d")) { name, role, space, scopes, expiresIn };
        return shell.Complete(command, async (session, parsed, cancellationToken) =>
        {
            var key = await session.Api.CreateKeyAsync(
                new NewKeyDocument(
                    parsed.GetRequiredValue(name),
                    parsed.GetValue(space),
                    parsed.GetValue(role) ?? Roles[0],
                    parsed.GetValue(scopes) is { Length: > 0 } wanted ? wanted : null,
                    parsed.GetValue(expiresIn) is { } seconds ? session.Now.AddSeconds(seconds) : null),
                cancellationToken);
            if (session.IsJson)
            {
                session.PrintJson(key, ApiJson.Printed.ApiKey);
            }
            else
            {
                await session.Around.Out.WriteLineAsync(SafeText.Line(key.Key));
                session.Tell($"Key '{key.Name}', id {key.Id}. It is not shown again.");
            }

            return ExitCodes.Ok;
        });
    }

    private static Command Revoke(CommandShell shell)
    {
        var id = new Argument<string>("ID") { Description = "Id of the key, as 'keys list' shows it" };
        var command = new Command("revoke", CommandHelp.With("Makes a key worth nothing from now on.", "spawner keys revoke ID")) { id };
        return shell.Complete(command, async (session, parsed, cancellationToken) =>
        {
            await session.Api.RevokeKeyAsync(parsed.GetRequiredValue(id), cancellationToken);
            session.Confirm($"Key {parsed.GetRequiredValue(id)} is revoked.");
            return ExitCodes.Ok;
        });
    }
}
