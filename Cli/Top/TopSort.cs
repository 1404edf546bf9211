using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Top;

/// <summary>Orders of the silos.</summary>
internal static class TopSort
{
    public static readonly string[] Names = ["load", "queued", "cpu", "memory", "name"];

    public static string After(string name) => Names[(Array.IndexOf(Names, name) + 1) % Names.Length];

    public static IEnumerable<ApiSilo> Apply(IEnumerable<ApiSilo> silos, string name) => name switch
    {
        "queued" => silos.OrderByDescending(silo => silo.Queued).ThenBy(silo => silo.Name, StringComparer.Ordinal),
        "cpu" => silos.OrderByDescending(silo => silo.Cpu).ThenBy(silo => silo.Name, StringComparer.Ordinal),
        "memory" => silos.OrderByDescending(silo => silo.Memory).ThenBy(silo => silo.Name, StringComparer.Ordinal),
        "name" => silos.OrderBy(silo => silo.Name, StringComparer.Ordinal),
        _ => silos.OrderByDescending(silo => (silo.SlotsTaken + silo.Queued) / Math.Max(silo.Slots, 0.01)).ThenBy(silo => silo.Name, StringComparer.Ordinal),
    };
}
