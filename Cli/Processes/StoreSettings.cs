using Microsoft.Extensions.Configuration;

namespace Spawner.Cli.Processes;

/// <summary>
/// Where the silos of the demo keep durable tasks: in SQLite files of its own folder, or in PostgreSQL if the user has configured that
/// as for any silo, in the environment that the silos inherit.
/// </summary>
internal static class StoreSettings
{
    private const string Section = "Spawner:Storage";
    private const string PostgreSql = "PostgreSql";

    /// <summary>What one silo is told.</summary>
    /// <param name="environment">The user's settings.</param>
    /// <param name="folder">The cluster's folder.</param>
    /// <param name="isDurable">Whether there are durable tasks at all.</param>
    public static Dictionary<string, string?> For(IConfiguration environment, string folder, bool isDurable)
    {
        if (!isDurable)
        {
            return new() { [$"{Section}:Provider"] = "None" };
        }

        var provider = environment[$"{Section}:Provider"];
        var isPostgreSql = string.IsNullOrEmpty(provider)
            ? !string.IsNullOrWhiteSpace(environment[$"{Section}:PostgreSqlConnectionString"])
            : provider.Equals(PostgreSql, StringComparison.OrdinalIgnoreCase);
        return isPostgreSql
            ? new() { [$"{Section}:Provider"] = PostgreSql }
            : new() { [$"{Section}:Provider"] = "Sqlite", [$"{Section}:SqliteFolder"] = Path.Combine(folder, "tasks") };
    }
}
