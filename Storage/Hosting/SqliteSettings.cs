namespace Spawner.Storage.Hosting;

/// <summary>Judges the settings of a store in SQLite.</summary>
internal static class SqliteSettings
{
    private const string Accepted = "the path of a folder on a local disk";

    public static IEnumerable<string> Problems(string? folder)
    {
        if (string.IsNullOrWhiteSpace(folder))
        {
            yield return TaskStoreOptions.Problem(nameof(TaskStoreOptions.SqliteFolder), "nothing", Accepted, "Give one path to all silos of this machine.");
        }
        else if (folder.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || folder.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            yield return TaskStoreOptions.Problem(
                nameof(TaskStoreOptions.SqliteFolder), $"'{folder}'", Accepted, "Give a plain path, or choose the provider Memory if nothing need be kept.");
        }
    }
}
