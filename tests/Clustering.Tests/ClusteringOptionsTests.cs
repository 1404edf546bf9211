using Microsoft.Extensions.Configuration;

namespace Spawner.Clustering.Tests;

public sealed class ClusteringOptionsTests
{
    [Fact]
    public void FromConfiguration_WhenSectionIsAbsent_KeepsDefaults() =>
        Assert.Equal(new ClusteringOptions(), Read());

    [Fact]
    public void FromConfiguration_WhenValuesAreGiven_TakesThem() =>
        Assert.Equal(
            new ClusteringOptions { Provider = ClusteringProvider.Sqlite, SqliteFile = "c.db", ClusterId = "blue", GatewayPort = 30001 },
            Read(("Provider", "sqlite"), ("SqliteFile", "c.db"), ("ClusterId", "blue"), ("GatewayPort", "30001")));

    [Theory]
    [InlineData("Provider", "Redis")]
    [InlineData("GatewayPort", "high")]
    [InlineData("SqlliteFile", "c.db")]
    public void FromConfiguration_WhenNameOrValueIsUnknown_NamesItAndWhatIsAccepted(string name, string value)
    {
        var thrown = Assert.Throws<ClusteringException>(() => Read((name, value)));

        Assert.Contains(name, thrown.Message, StringComparison.Ordinal);
        Assert.Contains("SingleSilo, Sqlite, PostgreSql", thrown.Message, StringComparison.Ordinal);
    }

    private static ClusteringOptions Read(params (string Name, string Value)[] values) =>
        ClusteringOptions.FromConfiguration(new ConfigurationBuilder()
            .AddInMemoryCollection(values.ToDictionary(pair => $"{ClusteringOptions.SectionName}:{pair.Name}", pair => (string?)pair.Value))
            .Build());
}
