using Spawner.Clustering.Database;
using Spawner.Tests;

namespace Spawner.Clustering.Tests;

public sealed class SchemaInstallerTests(PostgreSqlServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ClusteringProvider.Sqlite)]
    [InlineData(ClusteringProvider.PostgreSql)]
    public async Task InstallAsync_WhenEightStartAtOnce_OneCreatesAndAllSucceed(ClusteringProvider provider)
    {
        using var test = await TestDatabase.CreateAsync(provider, server);

        var changed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SchemaInstaller.InstallAsync(test.Database, Cancel), Cancel)));

        Assert.Single(changed, created => created);
        await SchemaInstaller.RequireAsync(test.Database, "test", Cancel);
    }

    [Theory]
    [InlineData(ClusteringProvider.Sqlite)]
    [InlineData(ClusteringProvider.PostgreSql)]
    public async Task InstallAsync_WhenSchemaIsOlder_RepairsQueriesAndKeepsMembers(ClusteringProvider provider)
    {
        using var test = await TestDatabase.CreateAsync(provider, server);
        await SchemaInstaller.InstallAsync(test.Database, Cancel);
        await ExecuteAsync(
            test.Database,
            "UPDATE SpawnerClusteringSchema SET Version = 0; UPDATE OrleansQuery SET QueryText = 'old'; " +
            "INSERT INTO OrleansMembershipVersionTable (DeploymentId, Version) VALUES ('spawner', 5)");

        Assert.True(await SchemaInstaller.InstallAsync(test.Database, Cancel));

        Assert.Equal(0L, await ScalarAsync(test.Database, "SELECT count(*) FROM OrleansQuery WHERE QueryText = 'old'"));
        Assert.Equal(1L, await ScalarAsync(test.Database, "SELECT count(*) FROM OrleansMembershipVersionTable WHERE Version = 5"));
    }

    [Theory]
    [InlineData(ClusteringProvider.Sqlite)]
    [InlineData(ClusteringProvider.PostgreSql)]
    public async Task InstallAsync_WhenSchemaIsNewer_IsRefused(ClusteringProvider provider)
    {
        using var test = await TestDatabase.CreateAsync(provider, server);
        await SchemaInstaller.InstallAsync(test.Database, Cancel);
        await ExecuteAsync(test.Database, "UPDATE SpawnerClusteringSchema SET Version = 99");

        Says(await InstallFailsAsync(test.Options), "version 99", "up to 1", "Update this program");
        Says(await RequireFailsAsync(test.Options), "version 99");
    }

    [Theory]
    [InlineData(ClusteringProvider.Sqlite)]
    [InlineData(ClusteringProvider.PostgreSql)]
    public async Task RequireAsync_WhenNoSiloHasStarted_AsksForOne(ClusteringProvider provider)
    {
        using var test = await TestDatabase.CreateAsync(provider, server);

        Says(await RequireFailsAsync(test.Options), "Start a silo");

        Assert.False(File.Exists(test.Options.SqliteFile));
    }

    [Fact]
    public async Task InstallAsync_WhenSqliteDirectoryIsMissing_NamesTheFile()
    {
        using var test = TestDatabase.Sqlite();
        var file = Path.Combine(Path.GetDirectoryName(test.Options.SqliteFile)!, "missing", "cluster.db");

        Says(await InstallFailsAsync(test.Options with { SqliteFile = file }), file, "directory does not exist");
    }

    [Fact]
    public async Task InstallAsync_WhenSqlitePathIsADirectory_NamesTheRights()
    {
        using var test = TestDatabase.Sqlite();
        Directory.CreateDirectory(test.Options.SqliteFile!);

        Says(await InstallFailsAsync(test.Options), test.Options.SqliteFile!, "was not created");
    }

    [Fact]
    public async Task InstallAsync_WhenFileIsNoDatabase_SaysSo()
    {
        using var test = TestDatabase.Sqlite();
        await File.WriteAllTextAsync(test.Options.SqliteFile!, new string('x', 4096), Cancel);

        Says(await InstallFailsAsync(test.Options), "not a SQLite database");
    }

    [Fact]
    public async Task InstallAsync_WhenNoServerAnswers_NamesHostAndPort()
    {
        var port = Hosts.FreePort();

        var thrown = await InstallFailsAsync(PostgreSql($"Host=127.0.0.1;Port={port};Database=d;Username=u;Password=secret"));

        Says(thrown, $"PostgreSQL 127.0.0.1:{port}/d", "no server answers", "Check Host and Port");
    }

    [Fact]
    public async Task InstallAsync_WhenDatabaseIsMissing_SaysHowToCreateIt()
    {
        var connection = Edit(await server.CreateDatabaseAsync(), database: "nowhere");

        Says(await InstallFailsAsync(PostgreSql(connection)), "/nowhere", "does not exist", "CREATE DATABASE \"nowhere\"");
    }

    [Fact]
    public async Task InstallAsync_WhenPasswordIsWrong_NamesTheUserOnly()
    {
        var connection = Edit(await server.CreateDatabaseAsync(), password: "secret");
        ClusteringException thrown;
        try
        {
            thrown = await InstallFailsAsync(PostgreSql(connection));
        }
        catch (Xunit.Sdk.ThrowsException)
        {
            Assert.Skip("This server trusts every password.");
            return;
        }

        Says(thrown, "refused user 'postgres'", "PostgreSqlPasswordFile");
    }

    [Fact]
    public async Task InstallAsync_WhenPasswordIsInAFile_LogsIn()
    {
        var connection = await server.CreateDatabaseAsync();
        var password = new Npgsql.NpgsqlConnectionStringBuilder(connection).Password;
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{password}\n", Cancel);
        try
        {
            var options = PostgreSql(Edit(connection, password: null)) with { PostgreSqlPasswordFile = file };

            Assert.True(await SchemaInstaller.InstallAsync(ClusteringDatabase.TryCreate(options)!, Cancel));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task InstallAsync_WhenPasswordFileIsMissing_NamesIt() =>
        Says(
            await InstallFailsAsync(PostgreSql("Host=h;Database=d;Username=u") with { PostgreSqlPasswordFile = "/nowhere/password" }),
            "/nowhere/password",
            "Mount the secret");

    private static ClusteringOptions PostgreSql(string connectionString) =>
        new() { Provider = ClusteringProvider.PostgreSql, PostgreSqlConnectionString = connectionString };

    private static string Edit(string connectionString, string? database = null, string? password = null)
    {
        var builder = new Npgsql.NpgsqlConnectionStringBuilder(connectionString);
        builder.Database = database ?? builder.Database;
        builder.Password = database is null ? password : builder.Password;
        return builder.ConnectionString;
    }

    private static Task<ClusteringException> InstallFailsAsync(ClusteringOptions options) =>
        Assert.ThrowsAsync<ClusteringException>(() => SchemaInstaller.InstallAsync(ClusteringDatabase.TryCreate(options)!, Cancel));

    private static Task<ClusteringException> RequireFailsAsync(ClusteringOptions options) =>
        Assert.ThrowsAsync<ClusteringException>(() => SchemaInstaller.RequireAsync(ClusteringDatabase.TryCreate(options)!, "test", Cancel));

    private static void Says(ClusteringException thrown, params string[] parts)
    {
        Assert.All(parts, part => Assert.Contains(part, thrown.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("secret;", thrown.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Password=", thrown.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task ExecuteAsync(ClusteringDatabase database, string sql) => await ScalarAsync(database, sql);

    private static async Task<object?> ScalarAsync(ClusteringDatabase database, string sql)
    {
        await using var connection = await database.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests above wrote it.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Cancel);
    }
}
