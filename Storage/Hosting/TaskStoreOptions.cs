namespace Spawner.Storage.Hosting;

/// <summary>Which store the silos of a cluster share; all must name the same, and a store belongs to one cluster.</summary>
public sealed record TaskStoreOptions
{
    /// <summary>The configuration section these options are read from.</summary>
    public const string SectionName = "Spawner:Storage";

    /// <summary>
    /// Where durable tasks are kept. Default <see langword="null"/>: the host chooses what goes with its clustering; where nobody
    /// chooses, it is <see cref="StorageProvider.None"/>.
    /// </summary>
    public StorageProvider? Provider { get; init; }

    /// <summary>
    /// The folder of the files for <see cref="StorageProvider.Sqlite"/>, on a local disk (the write-ahead log does not work over
    /// network file systems). It is made if need be. No default here; ignored by the other providers.
    /// </summary>
    public string? SqliteFolder { get; init; }

    /// <summary>
    /// The Npgsql connection string for <see cref="StorageProvider.PostgreSql"/>, with at least Host, Database and Username. The
    /// schema <c>spawner</c> in that database belongs to one cluster. No default here; ignored by the other providers.
    /// </summary>
    public string? PostgreSqlConnectionString { get; init; }

    /// <summary>
    /// A file whose content, without white space around it, is the password. Default none; then the connection string, or Npgsql's
    /// own means, give the password. Not together with a Password in <see cref="PostgreSqlConnectionString"/>.
    /// </summary>
    public string? PostgreSqlPasswordFile { get; init; }

    /// <summary>What is wrong with the options, a sentence each; none if nothing is. No file or database is touched.</summary>
    public IEnumerable<string> Validate() => Provider switch
    {
        StorageProvider.Sqlite => SqliteSettings.Problems(SqliteFolder),
        StorageProvider.PostgreSql => PostgreSqlSettings.Problems(PostgreSqlConnectionString, PostgreSqlPasswordFile),
        null or StorageProvider.None or StorageProvider.Memory => [],
        _ => [Problem(nameof(Provider), $"'{Provider}'", string.Join(", ", Enum.GetNames<StorageProvider>()), "Choose one of them.")],
    };

    internal static string Problem(string option, string found, string accepted, string next) =>
        $"{SectionName}:{option}: found {found}; accepted: {accepted}. {next}";
}
