using Microsoft.Data.Sqlite;
using Spawner.Clustering.Database;
using Spawner.Tests;

namespace Spawner.Clustering.Tests;

/// <summary>An empty database of one provider, gone after the test.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly DirectoryInfo? folder;

    private TestDatabase(ClusteringOptions options, DirectoryInfo? folder = null) => (Options, this.folder) = (options, folder);

    public ClusteringOptions Options { get; }

    public ClusteringDatabase Database => ClusteringDatabase.TryCreate(Options)!;

    public static TestDatabase Sqlite()
    {
        var folder = Directory.CreateTempSubdirectory("spawner-clustering-");
        return new(new() { Provider = ClusteringProvider.Sqlite, SqliteFile = Path.Combine(folder.FullName, "cluster.db") }, folder);
    }

    public static async Task<TestDatabase> PostgreSqlAsync(PostgreSqlServer server) =>
        new(new() { Provider = ClusteringProvider.PostgreSql, PostgreSqlConnectionString = await server.CreateDatabaseAsync() });

    public static Task<TestDatabase> CreateAsync(ClusteringProvider provider, PostgreSqlServer server) =>
        provider == ClusteringProvider.Sqlite ? Task.FromResult(Sqlite()) : PostgreSqlAsync(server);

    public void Dispose()
    {
        if (folder is not null)
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }
}
