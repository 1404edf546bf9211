namespace Spawner.Storage.Hosting;

/// <summary>Which store the silos of a cluster share; all must name the same.</summary>
public sealed record TaskStoreOptions
{
    /// <summary>The configuration section these options are read from.</summary>
    public const string SectionName = "Spawner:Storage";

    /// <summary>Where durable tasks are kept. Default <see cref="StorageProvider.None"/>.</summary>
    public StorageProvider Provider { get; init; } = StorageProvider.None;

    /// <summary>
    /// The Npgsql connection string for <see cref="StorageProvider.PostgreSql"/>, with at least Host, Database and Username. The
    /// schema <c>spawner</c> in that database belongs to one cluster. No default.
    /// </summary>
    public string? PostgreSqlConnectionString { get; init; }

    /// <summary>What is wrong with the options, a sentence each; none if nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (Provider == StorageProvider.PostgreSql && string.IsNullOrWhiteSpace(PostgreSqlConnectionString))
        {
            yield return $"{SectionName}:PostgreSqlConnectionString: found nothing; accepted: Npgsql's connection string, which the provider PostgreSql needs";
        }
    }
}
