namespace Spawner.Clustering.Tests;

public sealed class ClusteringOptionsValidatorTests
{
    public static TheoryData<string, ClusteringOptions> Usable => new()
    {
        { "defaults", new() },
        { "sqlite", new() { Provider = ClusteringProvider.Sqlite, SqliteFile = "data/cluster.db" } },
        { "postgres", PostgreSql("Host=db;Database=spawner;Username=spawner;Password=x") },
        { "password file", PostgreSql("Host=db;Database=spawner;Username=spawner") with { PostgreSqlPasswordFile = "/run/secrets/db" } },
        { "settings of another provider", new() { SqliteFile = ":memory:", PostgreSqlConnectionString = "?" } },
    };

    public static TheoryData<ClusteringOptions, string> Unusable => new()
    {
        { new() { Provider = (ClusteringProvider)7 }, "Provider: found 7; accepted: SingleSilo, Sqlite, PostgreSql" },
        { new() { ClusterId = " " }, "ClusterId: found nothing" },
        { new() { ClusterId = new('c', 151) }, "ClusterId: found 151 characters" },
        { new() { ServiceId = "" }, "ServiceId: found nothing" },
        { new() { GatewayPort = 0 }, "GatewayPort: found 0; accepted: 1 to 65535" },
        { new() { GatewayPort = 65536 }, "GatewayPort: found 65536" },
        { new() { Provider = ClusteringProvider.Sqlite }, "SqliteFile: found nothing" },
        { Sqlite(":memory:"), "SqliteFile: found ':memory:'" },
        { Sqlite("file:x?mode=memory"), "SqliteFile: found 'file:x?mode=memory'" },
        { Sqlite("data/"), "SqliteFile: found the directory 'data/'" },
        { new() { Provider = ClusteringProvider.PostgreSql }, "PostgreSqlConnectionString: found nothing" },
        { PostgreSql("Port=much"), "PostgreSqlConnectionString: found text that Npgsql cannot parse" },
        { PostgreSql("Colour=red"), "PostgreSqlConnectionString: found text that Npgsql cannot parse" },
        { PostgreSql("Database=d;Username=u"), "PostgreSqlConnectionString: found no Host" },
        { PostgreSql("Host=h;Username=u"), "PostgreSqlConnectionString: found no Database" },
        { PostgreSql("Host=h;Database=d"), "PostgreSqlConnectionString: found no Username" },
        { PostgreSql("Host=h;Database=d;Username=u;Password=p") with { PostgreSqlPasswordFile = "f" }, "PostgreSqlPasswordFile: found 'f' beside a Password" },
    };

    [Theory]
    [MemberData(nameof(Usable))]
    public void Validate_WhenUsable_FindsNothing(string reason, ClusteringOptions options) =>
        Assert.True(ClusteringOptionsValidator.Validate(options).Count == 0, reason);

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Validate_WhenOneThingIsWrong_SaysWhatAndWhatIsAccepted(ClusteringOptions options, string expected)
    {
        var problem = Assert.Single(ClusteringOptionsValidator.Validate(options));
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
        Assert.Contains("accepted: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ThrowIfInvalid_WhenSeveralThingsAreWrong_ListsThemAll()
    {
        var options = PostgreSql("Password=secret;Host=h") with { ClusterId = "", GatewayPort = -1 };

        var thrown = Assert.Throws<ClusteringException>(() => ClusteringOptionsValidator.ThrowIfInvalid(options));

        Assert.All(["ClusterId", "GatewayPort", "no Database", "no Username"], part => Assert.Contains(part, thrown.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
    }

    private static ClusteringOptions Sqlite(string file) => new() { Provider = ClusteringProvider.Sqlite, SqliteFile = file };

    private static ClusteringOptions PostgreSql(string connectionString) =>
        new() { Provider = ClusteringProvider.PostgreSql, PostgreSqlConnectionString = connectionString };
}
