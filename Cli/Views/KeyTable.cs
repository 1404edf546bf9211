using Spawner.Cli.Api.Documents;
using Spectre.Console;

namespace Spawner.Cli.Views;

/// <summary>API keys, a line each.</summary>
internal static class KeyTable
{
    public static Table Draw(IEnumerable<ApiKey> keys, DateTimeOffset now)
    {
        var table = PlainTable.Create("ID", "NAME", "NAMESPACE", "ROLE", "SCOPES", "EXPIRES", "LAST USED", "STATE");
        foreach (var key in keys)
        {
            table.Add(key.Id, key.Name, key.Namespace, key.Role, string.Join(", ", key.Scopes ?? []), Numbers.Time(key.ExpiresAt), Numbers.Time(key.LastUsedAt), StateOf(key, now));
        }

        return table;
    }

    private static string StateOf(ApiKey key, DateTimeOffset now) => key switch
    {
        { RevokedAt: not null } => "revoked",
        { ExpiresAt: { } end } when end <= now => "expired",
        _ => "valid",
    };
}
