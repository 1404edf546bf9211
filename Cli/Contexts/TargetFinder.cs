using Spawner.Cli.Terminal;

namespace Spawner.Cli.Contexts;

/// <summary>
/// Finds the target: options first, then the environment, then the context, then the silo of this machine. The token of a context
/// goes to that context's servers and to no others, and that of this machine stays on it.
/// </summary>
internal sealed class TargetFinder(Surroundings around)
{
    public const string UrlVariable = "SPAWNER_URL";
    public const string TokenVariable = "SPAWNER_TOKEN";
    public const string ContextVariable = "SPAWNER_CONTEXT";

    private static readonly Uri Local = new("http://127.0.0.1:8080/");

    public string LocalTokenFile { get; } = Path.Combine(around.DataFolder, "api-token");

    /// <exception cref="CommandException">Something that was named is not there, or not an address.</exception>
    public Target Find(TargetWishes wishes)
    {
        var (servers, serversFrom, context) = FindServers(wishes);
        var (token, tokenFrom) = FindToken(wishes, servers, context);
        return token is null || token.All(c => c is > ' ' and < '\x7f')
            ? new Target(servers, serversFrom, token, tokenFrom)
            : throw new CommandException(ExitCodes.BadArguments, $"The token from {tokenFrom} is none: it holds spaces, or characters outside of ASCII.");
    }

    private (IReadOnlyList<Uri> Servers, string From, ClusterContext? Context) FindServers(TargetWishes wishes)
    {
        if (wishes.Urls.Count > 0)
        {
            return wishes.Context is null
                ? ([.. wishes.Urls.SelectMany(url => ServerAddress.ParseMany(url, "--url"))], "--url", null)
                : throw new CommandException(ExitCodes.BadArguments, "--url and --context exclude each other: a context has addresses of its own.");
        }

        if (wishes.Context is null && around.Variable(UrlVariable) is { } named)
        {
            return (ServerAddress.ParseMany(named, UrlVariable), UrlVariable, null);
        }

        var file = new ContextStore(around.ConfigFolder).Read();
        if ((wishes.Context ?? around.Variable(ContextVariable) ?? file.Current) is not { } name)
        {
            return ([Local], "the default", null);
        }

        return file.Contexts.TryGetValue(name, out var context)
            ? (context.Urls, $"context '{name}'", context)
            : throw new CommandException(
                ExitCodes.BadArguments,
                $"There is no context '{name}'. {(file.Contexts.Count == 0 ? "'spawner login' stores one." : $"Known: {string.Join(", ", file.Contexts.Keys)}.")}");
    }

    private (string? Token, string From) FindToken(TargetWishes wishes, IReadOnlyList<Uri> servers, ClusterContext? context)
    {
        if (wishes.Token is not null)
        {
            return (wishes.Token, "--token");
        }

        if (around.Variable(TokenVariable) is { } named)
        {
            return (named, TokenVariable);
        }

        if (context?.Token is { } stored)
        {
            return (stored, "the context");
        }

        return servers.All(ServerAddress.IsLoopback) && ReadLocalToken() is { } local ? (local, LocalTokenFile) : (null, "nowhere");
    }

    private string? ReadLocalToken()
    {
        try
        {
            return File.Exists(LocalTokenFile) && File.ReadAllText(LocalTokenFile).Trim() is { Length: > 0 } token ? token : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Denied, $"The token of the silo on this machine cannot be read from '{LocalTokenFile}': {failure.Message}", failure);
        }
    }
}
