using Spawner.Cli.Api.Documents;
using Spectre.Console;

namespace Spawner.Cli.Views;

/// <summary>API keys, a line each.</summary>
internal static class KeyTable
{
    public static Table Draw(IEnumerable<ApiKey> keys, DateTimeOffset now)
    {
        var table = PlainTable.Create("ID", "NAME", "NAMESPACE", "ROLE", "SCOPES", "BEGINS WITH", "EXPIRES", "LAST USED", "STATE");
        foreach (var key in keys)
        {
            table.Add(key.Id, key.Name, key.Namespace, key.Role, string.Join(", ", key.Scopes ?? []), key.Prefix, Numbers.Time(key.ExpiresAt), Numbers.Time(key.LastUsedAt), key.ExpiresAt <= now ? "expired" : "valid");
        }

        return table;
    }
}
