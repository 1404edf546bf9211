using System.CommandLine;
using Spawner.Cli.Api;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Api.Transport;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Contexts;
using Spawner.Cli.Terminal;

namespace Spawner.Cli.Commands.Access;

/// <summary><c>spawner login</c>: asks for a server and a token, tries them, and stores them as a context.</summary>
internal static class LoginCommand
{
    private const string UsualName = "default";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(CommandShell shell)
    {
        var name = new Argument<string?>("NAME") { Description = $"Name of the context [default: {UsualName}]", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("login", CommandHelp.With(
            "Stores a cluster's address and a token for it, and uses them from now on. What is not given is asked for; the token is read from standard input.",
            "spawner login",
            "spawner login production --url https://spawner.example < token-file")) { name };
        return shell.CompleteUnconnected(command, async (wishes, isJson, parsed, cancellationToken) =>
        {
            if (wishes.Context is not null)
            {
                throw new CommandException(ExitCodes.BadArguments, "login does not take --context: the context to store is its argument.");
            }

            var context = await AskAsync(shell.Around, wishes, cancellationToken);
            var me = await TryAsync(shell.Around, context, cancellationToken);
            Store(shell.Around, parsed.GetValue(name) ?? UsualName, context);
            if (isJson)
            {
                await shell.Around.Out.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(me, ApiJson.Printed.Me));
            }
            else
            {
                await shell.Around.Out.WriteLineAsync(SafeText.Block(
                    $"Logged in as {me.Name}: {string.Join(", ", me.Roles ?? [])} in namespace {me.Namespace}. Stored as context '{parsed.GetValue(name) ?? UsualName}', which is used from now on."));
            }

            return ExitCodes.Ok;
        });
    }

    private static async Task<ClusterContext> AskAsync(Surroundings around, TargetWishes wishes, CancellationToken cancellationToken)
    {
        var urls = wishes.Urls.SelectMany(url => ServerAddress.ParseMany(url, "--url")).ToList();
        if (urls.Count == 0)
        {
            urls.AddRange(ServerAddress.ParseMany(await Prompt.AskAsync(around, "Address of a server, or several with ',' between them: ", isSecret: false, cancellationToken), "The address"));
        }

        var plain = urls.Find(url => url.Scheme == "http" && !ServerAddress.IsLoopback(url));
        if (plain is not null)
        {
            await around.Error.WriteLineAsync($"spawner: {plain} is not encrypted: who can listen on the way can use the token, too.");
        }

        var token = wishes.Token ?? (await Prompt.AskAsync(around, "Token: ", isSecret: true, cancellationToken)).Trim();
        return token.Length > 0 && token.All(c => c is > ' ' and < '\x7f')
            ? new ClusterContext(urls, token)
            : throw new CommandException(ExitCodes.BadArguments, "That is no token: it is empty, or holds spaces or characters outside of ASCII.");
    }

    private static async Task<Me> TryAsync(Surroundings around, ClusterContext context, CancellationToken cancellationToken)
    {
        using var transport = new ApiTransport(context.Urls, context.Token, Patience, around.Sockets(), around.Clock);
        using var api = new SpawnerApi(transport, around.Clock);
        return await api.GetMeAsync(cancellationToken);
    }

    private static void Store(Surroundings around, string name, ClusterContext context)
    {
        var store = new ContextStore(around.ConfigFolder);
        var file = store.Read();
        store.Write(new ContextFile { Current = name, Contexts = new Dictionary<string, ClusterContext>(file.Contexts) { [name] = context } });
    }
}
