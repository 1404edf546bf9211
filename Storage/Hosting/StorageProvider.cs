namespace Spawner.Storage.Hosting;

/// <summary>Where durable tasks are kept.</summary>
public enum StorageProvider
{
    /// <summary>Nowhere: durable tasks are refused.</summary>
    None,

    /// <summary>In the memory of one silo: they outlive handlers that fail, and nothing else. For development.</summary>
    Memory,

    /// <summary>In SQLite files of a folder that the silos of one machine share: durable with no server.</summary>
    Sqlite,

    /// <summary>In a PostgreSQL database: silos on any number of machines.</summary>
    PostgreSql,
}
