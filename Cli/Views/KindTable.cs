using Spawner.Cli.Api.Documents;
using Spectre.Console;

namespace Spawner.Cli.Views;

/// <summary>Kinds, a line each.</summary>
internal static class KindTable
{
    public static Table Draw(IEnumerable<ApiKind> kinds)
    {
        var table = PlainTable.Create("KIND", "PAUSED", "SILOS");
        foreach (var kind in kinds)
        {
            table.Add(kind.Name, kind.Paused ? "paused" : "", string.Join(", ", kind.Silos ?? []));
        }

        return table;
    }
}
