using Spawner.Storage.Hosting;

namespace Spawner.Storage.Tests;

public class TaskStoreOptionsTests
{
    private const string Connection = "Host=db;Database=d;Username=u";

    public static TheoryData<TaskStoreOptions, string> Wrong => new()
    {
        { new() { Provider = (StorageProvider)9 }, "Spawner:Storage:Provider: found '9'; accepted: None, Memory, Sqlite, PostgreSql" },
        { new() { Provider = StorageProvider.Sqlite }, "Spawner:Storage:SqliteFolder: found nothing; accepted: the path of a folder on a local disk" },
        { new() { Provider = StorageProvider.Sqlite, SqliteFolder = ":memory:" }, "SqliteFolder: found ':memory:'" },
        { new() { Provider = StorageProvider.PostgreSql }, "Spawner:Storage:PostgreSqlConnectionString: found nothing" },
        { new() { Provider = StorageProvider.PostgreSql, PostgreSqlConnectionString = "Host=db;Password=secret;Database=d" }, "PostgreSqlConnectionString: found no Username" },
        { new() { Provider = StorageProvider.PostgreSql, PostgreSqlConnectionString = "secret" }, "PostgreSqlConnectionString: found text that Npgsql cannot parse" },
        { new() { Provider = StorageProvider.PostgreSql, PostgreSqlConnectionString = Connection + ";Password=secret", PostgreSqlPasswordFile = "p" }, "PostgreSqlPasswordFile: found 'p' beside a Password" },
    };

    public static TheoryData<TaskStoreOptions> Right => new()
    {
        new TaskStoreOptions(),
        new TaskStoreOptions { Provider = StorageProvider.None },
        new TaskStoreOptions { Provider = StorageProvider.Memory },
        new TaskStoreOptions { Provider = StorageProvider.Sqlite, SqliteFolder = "data/tasks" },
        new TaskStoreOptions { Provider = StorageProvider.PostgreSql, PostgreSqlConnectionString = Connection, PostgreSqlPasswordFile = "p" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_WhenAnOptionIsWrong_SaysWhatAndNoPassword(TaskStoreOptions options, string expected)
    {
        var problem = Assert.Single(options.Validate());

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Right))]
    public void Validate_WhenTheyCanBeUsed_FindsNothing(TaskStoreOptions options) => Assert.Empty(options.Validate());

    [Fact]
    public async Task WithPassword_WhenAFileIsNamed_TakesItsContent()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, " from file\n", TestContext.Current.CancellationToken);

        var completed = PostgreSqlSettings.WithPassword(Connection, file);
        File.Delete(file);

        Assert.Equal("from file", new Npgsql.NpgsqlConnectionStringBuilder(completed).Password);
        Assert.Contains(file, Assert.Throws<TaskStoreException>(() => PostgreSqlSettings.WithPassword(Connection, file)).Message, StringComparison.Ordinal);
    }
}
