namespace Spawner.Storage;

/// <summary>Decides what a schema lacks.</summary>
internal static class SchemaCheck
{
    /// <summary>The scripts that are still to be applied, in order.</summary>
    /// <param name="known">The scripts of this program.</param>
    /// <param name="applied">Numbers and checksums of those that were applied.</param>
    /// <param name="location">Where the schema is, for people.</param>
    /// <exception cref="TaskStoreException">The schema is newer than this program, or an applied script was another one.</exception>
    public static IEnumerable<SchemaScript> Missing(IReadOnlyList<SchemaScript> known, IReadOnlyDictionary<int, string> applied, string location)
    {
        var newest = applied.Keys.DefaultIfEmpty().Max();
        if (newest > known.Count)
        {
            throw Refuse(location, $"its schema has version {newest}, and this program knows versions up to {known.Count}", "Update this program, or give it a store of its own.");
        }

        var changed = known.FirstOrDefault(script => applied.TryGetValue(script.Number, out var checksum) && checksum != script.Checksum);
        if (changed is not null)
        {
            throw Refuse(
                location,
                $"step {changed.Number} of its schema is not the one that this program has",
                "A development version made it: use the program that made it, or give this one a store of its own.");
        }

        return known.Where(script => !applied.ContainsKey(script.Number));
    }

    private static TaskStoreException Refuse(string location, string found, string next) =>
        new($"Cannot keep tasks in {location}: {found}. {next}", isTransient: false);
}
