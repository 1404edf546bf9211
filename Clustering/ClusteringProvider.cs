namespace Spawner.Clustering;

/// <summary>Where the list of a cluster's members is kept.</summary>
public enum ClusteringProvider
{
    /// <summary>No list: one silo, reached over the loopback interface.</summary>
    SingleSilo,

    /// <summary>A SQLite file that all silos of one machine share.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database: silos on any number of machines.</summary>
    PostgreSql,
}
