using System.Globalization;
using Spawner.Clustering;
using Spawner.Storage.Hosting;

namespace Spawner.Silo.Configuration;

/// <summary>
/// Where durable tasks are kept, with what the settings leave open: beside the list of members, so that whoever has a cluster has a
/// store for it. A silo that stands alone has a folder of its own.
/// </summary>
internal static class StorageSettings
{
    /// <summary>Reads and completes them; they are not judged.</summary>
    public static TaskStoreOptions Read(HostBuilderContext host, ClusteringOptions clustering)
    {
        var given = host.Configuration.GetSection(TaskStoreOptions.SectionName).Get<TaskStoreOptions>() ?? new TaskStoreOptions();
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Complete(given, clustering, OwnFolder(local, host.HostingEnvironment.ApplicationName, PortOf(host.Configuration)));
    }

    /// <summary>Fills in what was not given.</summary>
    /// <param name="given">What was.</param>
    /// <param name="clustering">How the silos find each other.</param>
    /// <param name="ownFolder">The folder of a silo that stands alone; <see langword="null"/> if it has none.</param>
    public static TaskStoreOptions Complete(TaskStoreOptions given, ClusteringOptions clustering, string? ownFolder)
    {
        var folder = clustering.Provider switch
        {
            ClusteringProvider.Sqlite when clustering.SqliteFile is { } file => file + "-tasks",
            ClusteringProvider.SingleSilo => ownFolder,
            _ => null,
        };
        var provider = given.Provider ?? Named(given) ?? (clustering.Provider == ClusteringProvider.PostgreSql
            ? StorageProvider.PostgreSql
            : folder is null ? StorageProvider.None : StorageProvider.Sqlite);
        return provider switch
        {
            StorageProvider.Sqlite => given with { Provider = provider, SqliteFolder = Text(given.SqliteFolder) ?? folder },
            StorageProvider.PostgreSql when Text(given.PostgreSqlConnectionString) is null => given with
            {
                Provider = provider,
                PostgreSqlConnectionString = clustering.PostgreSqlConnectionString,
                PostgreSqlPasswordFile = Text(given.PostgreSqlPasswordFile) ?? clustering.PostgreSqlPasswordFile,
            },
            _ => given with { Provider = provider },
        };
    }

    /// <summary>
    /// The folder of a silo that stands alone: the same at each start of a program on a port, which no other silo has meanwhile.
    /// </summary>
    /// <param name="local">The user's folder for data of this machine.</param>
    /// <param name="program">The program's name.</param>
    /// <param name="siloPort">The port that is set.</param>
    /// <returns><see langword="null"/> if there is none: a port that is another one at each start would never find its tasks again.</returns>
    public static string? OwnFolder(string local, string program, int siloPort) =>
        siloPort == 0 || local.Length == 0 ? null : Path.Combine(local, "spawner", FormattableString.Invariant($"{program}-{siloPort}"));

    /// <summary>The provider that one of the settings is for, if none of another one's is given.</summary>
    private static StorageProvider? Named(TaskStoreOptions given) => (Text(given.SqliteFolder), Text(given.PostgreSqlConnectionString)) switch
    {
        (not null, null) => StorageProvider.Sqlite,
        (null, not null) => StorageProvider.PostgreSql,
        _ => null,
    };

    // Not bound: what else is wrong with the silo's settings is no matter here.
    private static int PortOf(IConfiguration configuration) =>
        configuration[$"{SiloOptions.Section}:{nameof(SiloOptions.SiloPort)}"] is not { } text ? new SiloOptions().SiloPort
        : int.TryParse(text, CultureInfo.InvariantCulture, out var port) ? port : 0;

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
