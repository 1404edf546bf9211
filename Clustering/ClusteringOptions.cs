using Microsoft.Extensions.Configuration;

namespace Spawner.Clustering;

/// <summary>How the silos of one cluster, and its clients, find each other. Silos and clients must agree on all of it.</summary>
public sealed record ClusteringOptions
{
    /// <summary>The configuration section these options are read from.</summary>
    public const string SectionName = "Spawner:Clustering";

    /// <summary>Where the members are listed. Default <see cref="ClusteringProvider.SingleSilo"/>.</summary>
    public ClusteringProvider Provider { get; init; } = ClusteringProvider.SingleSilo;

    /// <summary>
    /// Names the cluster: silos with the same name form one, and several clusters can share a database.
    /// Default "spawner"; 1 to 150 characters.
    /// </summary>
    public string ClusterId { get; init; } = "spawner";

    /// <summary>
    /// Names the service across deployments; unlike <see cref="ClusterId"/> it stays when a cluster is replaced by a new one.
    /// Default "spawner"; 1 to 150 characters.
    /// </summary>
    public string ServiceId { get; init; } = "spawner";

    /// <summary>
    /// The file for <see cref="ClusteringProvider.Sqlite"/>, created by the first silo in an existing directory on a local disk
    /// (the write-ahead log does not work over network file systems). No default; ignored by the other providers.
    /// </summary>
    public string? SqliteFile { get; init; }

    /// <summary>
    /// The Npgsql connection string for <see cref="ClusteringProvider.PostgreSql"/>, with at least Host, Database and Username.
    /// No default; ignored by the other providers.
    /// </summary>
    public string? PostgreSqlConnectionString { get; init; }

    /// <summary>
    /// A file whose content, without white space around it, is the password: for secrets that a container mounts.
    /// Default none; then the connection string, or Npgsql's own means, give the password. Not together with a Password in
    /// <see cref="PostgreSqlConnectionString"/>.
    /// </summary>
    public string? PostgreSqlPasswordFile { get; init; }

    /// <summary>
    /// The loopback port on which a client of <see cref="ClusteringProvider.SingleSilo"/> finds the silo. Default 30000; 1 to 65535.
    /// Silos, and clients of the other providers, ignore it: a silo's own ports belong to its endpoint options.
    /// </summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>Reads the section <see cref="SectionName"/>; what it does not name keeps its default.</summary>
    /// <exception cref="ClusteringException">A value cannot be read, or a name is unknown.</exception>
    public static ClusteringOptions FromConfiguration(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        try
        {
            // A misspelt name must not silently leave a silo alone in its own cluster.
            return configuration.GetSection(SectionName).Get<ClusteringOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException exception)
        {
            throw new ClusteringException(
                $"The configuration section '{SectionName}' cannot be read: {exception.Message} " +
                $"Accepted names: {string.Join(", ", typeof(ClusteringOptions).GetProperties().Select(property => property.Name))}; " +
                $"accepted providers: {string.Join(", ", Enum.GetNames<ClusteringProvider>())}. Correct the section and start again.",
                exception);
        }
    }
}
