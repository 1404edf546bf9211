using Spawner.Clustering;
using Spawner.Silo.Configuration;
using Spawner.Storage.Hosting;

namespace Spawner.Silo.Tests.Configuration;

public class StorageSettingsTests
{
    private const string Own = "/home/me/.local/share/spawner/Silo-11111";
    private const string Connection = "Host=db;Database=d;Username=u";
    private static readonly ClusteringOptions Alone = new();
    private static readonly ClusteringOptions OverSqlite = new() { Provider = ClusteringProvider.Sqlite, SqliteFile = "/data/cluster.db" };
    private static readonly ClusteringOptions OverPostgreSql =
        new() { Provider = ClusteringProvider.PostgreSql, PostgreSqlConnectionString = Connection, PostgreSqlPasswordFile = "/run/password" };

    public static TheoryData<TaskStoreOptions, ClusteringOptions, TaskStoreOptions> Choices => new()
    {
        // What goes with the clustering.
        { new(), Alone, Sqlite(Own) },
        { new(), OverSqlite, Sqlite("/data/cluster.db-tasks") },
        { new(), OverPostgreSql, PostgreSql(Connection, "/run/password") },

        // What is named wins, and what it lacks comes from the clustering.
        { new() { Provider = StorageProvider.None }, OverSqlite, new() { Provider = StorageProvider.None } },
        { new() { Provider = StorageProvider.Memory }, OverPostgreSql, new() { Provider = StorageProvider.Memory } },
        { new() { Provider = StorageProvider.Sqlite }, OverSqlite, Sqlite("/data/cluster.db-tasks") },
        { Sqlite("/elsewhere"), OverSqlite, Sqlite("/elsewhere") },
        { new() { Provider = StorageProvider.PostgreSql }, OverPostgreSql, PostgreSql(Connection, "/run/password") },
        { PostgreSql("Host=other", null), OverPostgreSql, PostgreSql("Host=other", null) },

        // A place says which provider is meant.
        { new() { SqliteFolder = "/elsewhere" }, OverPostgreSql, Sqlite("/elsewhere") },
        { new() { PostgreSqlConnectionString = "Host=other" }, OverSqlite, PostgreSql("Host=other", null) },

        // Files that not all silos would see are nobody's default.
        { new() { Provider = StorageProvider.Sqlite }, OverPostgreSql, Sqlite(null) },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void Complete_OfEachClustering_ChoosesWhatGoesWithIt(TaskStoreOptions given, ClusteringOptions clustering, TaskStoreOptions expected) =>
        Assert.Equal(expected, StorageSettings.Complete(given, clustering, Own));

    [Fact]
    public void Complete_WhenASiloAloneHasNoFolder_KeepsNothing() =>
        Assert.Equal(StorageProvider.None, StorageSettings.Complete(new(), Alone, ownFolder: null).Provider);

    [Theory]
    [InlineData("/home/me/.local/share", 11111, Own)]
    [InlineData("/home/me/.local/share", 0, null)]
    [InlineData("", 11111, null)]
    public void OwnFolder_OfAProgramAndPort_IsTheSameAtEachStartOrNone(string local, int port, string? expected) =>
        Assert.Equal(expected, StorageSettings.OwnFolder(local, "Silo", port));

    private static TaskStoreOptions Sqlite(string? folder) => new() { Provider = StorageProvider.Sqlite, SqliteFolder = folder };

    private static TaskStoreOptions PostgreSql(string connection, string? passwordFile) =>
        new() { Provider = StorageProvider.PostgreSql, PostgreSqlConnectionString = connection, PostgreSqlPasswordFile = passwordFile };
}
