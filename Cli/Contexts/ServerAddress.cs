using System.Net;

namespace Spawner.Cli.Contexts;

/// <summary>Addresses of servers.</summary>
internal static class ServerAddress
{
    /// <exception cref="CommandException">It is none.</exception>
    public static Uri Parse(string text, string from)
    {
        if (Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0)
        {
            // A path below which a proxy serves the cluster stays a folder.
            return url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
        }

        throw new CommandException(ExitCodes.BadArguments, $"{from} does not accept '{text}'. Accepted: the address of a server, such as https://spawner.example or http://127.0.0.1:8080.");
    }

    /// <summary>Addresses that stand in one text, with commas between them.</summary>
    public static IReadOnlyList<Uri> ParseMany(string text, string from) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => Parse(one, from))];

    public static bool IsLoopback(Uri server) =>
        server.Host == "localhost" || (IPAddress.TryParse(server.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
