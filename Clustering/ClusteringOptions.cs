namespace Spawner.Clustering;

/// <summary>How silos and clients find each other.</summary>
public enum ClusteringProvider
{
    /// <summary>One silo, which needs nothing; clients reach it on loopback.</summary>
    SingleSilo = 0,

    /// <summary>Several silos of one machine over a SQLite file, with no server.</summary>
    Sqlite = 1,

    /// <summary>Several machines over PostgreSQL.</summary>
    PostgreSql = 2,
}

/// <summary>Settings of clustering, the same for silos and clients; the configuration section <c>Spawner:Clustering</c>.</summary>
public sealed class ClusteringOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Spawner:Clustering";

    /// <summary>Default <see cref="ClusteringProvider.SingleSilo"/>.</summary>
    public ClusteringProvider Provider { get; set; }

    /// <summary>Silos and clients with the same one form a cluster. Default <c>spawner</c>; 1 to 150 characters.</summary>
    public string ClusterId { get; set; } = "spawner";

    /// <summary>Names the service over all its clusters. Default <c>spawner</c>; 1 to 150 characters.</summary>
    public string ServiceId { get; set; } = "spawner";

    /// <summary>The file of <see cref="ClusteringProvider.Sqlite"/>; the first silo makes it.</summary>
    public string? SqliteFile { get; set; }

    /// <summary>The database of <see cref="ClusteringProvider.PostgreSql"/>, as Npgsql reads it; silos make the tables.</summary>
    public string? PostgreSqlConnectionString { get; set; }

    /// <summary>A file whose trimmed content is the database password, as container secrets are; it wins over the connection string's.</summary>
    public string? PostgreSqlPasswordFile { get; set; }

    /// <summary>Where a client finds a <see cref="ClusteringProvider.SingleSilo"/> on loopback. Default 30000; 1 to 65535.</summary>
    public int GatewayPort { get; set; } = 30000;
}
