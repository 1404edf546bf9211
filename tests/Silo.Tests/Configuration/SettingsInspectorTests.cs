using Microsoft.Extensions.Configuration;
using Spawner.Clustering;
using Spawner.Grains.Execution;
using Spawner.Silo.Configuration;

namespace Spawner.Silo.Tests.Configuration;

public class SettingsInspectorTests
{
    [Fact]
    public void Inspect_WhenEveryValueIsAccepted_FindsNothing() =>
        Assert.Empty(Inspect(("Spawner:Silo:SiloPort", "0"), ("Spawner:Silo:Address", "auto"), ("Spawner:Silo:HttpUrl", "http://[::1]:0"), ("Spawner:Execution:Slots", "0.5")));

    [Theory]
    [InlineData("Spawner:Silo:SiloPort", "65536", "0 to 65535")]
    [InlineData("Spawner:Silo:SiloPort", "many", "a whole number")]
    [InlineData("Spawner:Silo:SiloPort", "99999999999", "a whole number")]
    [InlineData("Spawner:Silo:ListenAny", "yes", "true or false")]
    [InlineData("Spawner:Silo:Address", "0.0.0.0", "an IP address of this machine")]
    [InlineData("Spawner:Silo:Address", "silo.example", "an IP address of this machine")]
    [InlineData("Spawner:Silo:HttpUrl", "ftp://127.0.0.1:8080", "http://ADDRESS:PORT")]
    [InlineData("Spawner:Silo:HttpUrl", "http://127.0.0.1:8080/path", "http://ADDRESS:PORT")]
    [InlineData("Spawner:Silo:HttpUrl", "8080", "http://ADDRESS:PORT")]
    [InlineData("Spawner:Execution:DrainGrace", "02:00:00", "00:00:00 to 01:00:00")]
    [InlineData("Spawner:Execution:DrainGrace", "soon", "a duration")]
    [InlineData("Spawner:Execution:MaximumQueuedBytes", "1", "at least 1024")]
    [InlineData("Spawner:Clustering:Provider", "Oracle", "SingleSilo, Sqlite, PostgreSql")]
    public void Inspect_WhenAValueIsNotAccepted_NamesKeyFoundAndAccepted(string key, string value, string accepted)
    {
        var problem = Assert.Single(Inspect((key, value)));
        Assert.Equal((key, value), (problem.Key, problem.Found));
        Assert.Contains(accepted, problem.Accepted, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_WhenAKeyIsMisspelt_ListsTheNames()
    {
        var problem = Assert.Single(Inspect(("Spawner:Silo:SiloProt", "1")));
        Assert.Equal("Spawner:Silo:SiloProt", problem.Key);
        Assert.Contains("SiloPort", problem.Accepted, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_WhenAMisspeltKeyHoldsASecret_DoesNotShowIt() =>
        Assert.DoesNotContain("canary", Assert.Single(Inspect(("Spawner:Clustering:Pasword", "canary"))).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Inspect_WhenSeveralSectionsAreWrong_FindsAll() =>
        Assert.Equal(3, Inspect(("Spawner:Silo:SiloPort", "-1"), ("Spawner:Silo:ListenAny", "?"), ("Spawner:Execution:Slots", "0")).Count);

    private static List<SettingProblem> Inspect(params (string Key, string Value)[] settings) => SettingsInspector.Inspect(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(),
        [
            new("Spawner:Silo", typeof(SiloOptions)),
            new("Spawner:Clustering", typeof(ClusteringOptions)),
            new("Spawner:Execution", typeof(ExecutionOptions)),
        ]);
}
