using Microsoft.Extensions.Configuration;
using Spawner.Cli.Processes;

namespace Spawner.Cli.Tests.Processes;

public class StoreSettingsTests
{
    [Theory]
    [InlineData(null, null, "Sqlite")]
    [InlineData("None", null, "Sqlite")]
    [InlineData("Sqlite", "Host=db", "Sqlite")]
    [InlineData("postgresql", "Host=db", "PostgreSql")]
    [InlineData(null, "Host=db", "PostgreSql")]
    public void For_DurableTasks_TakesPostgreSqlWhereItIsConfigured(string? provider, string? connection, string expected)
    {
        var environment = Environment(("Spawner:Storage:Provider", provider), ("Spawner:Storage:PostgreSqlConnectionString", connection));

        var settings = StoreSettings.For(environment, "/tmp/cluster", isDurable: true);

        Assert.Equal(expected, settings["Spawner:Storage:Provider"]);
        Assert.Equal(expected == "Sqlite" ? "/tmp/cluster/tasks" : null, settings.GetValueOrDefault("Spawner:Storage:SqliteFolder"));
    }

    [Fact]
    public void For_NoDurableTasks_NeedsNoStore() =>
        Assert.Equal("None", StoreSettings.For(Environment(("Spawner:Storage:Provider", "PostgreSql")), "/tmp/cluster", isDurable: false)["Spawner:Storage:Provider"]);

    private static IConfiguration Environment(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Where(s => s.Value is not null).Select(s => KeyValuePair.Create(s.Key, s.Value))).Build();
}
