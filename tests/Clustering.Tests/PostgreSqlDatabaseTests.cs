using Npgsql;
using Spawner.Clustering.Database;

namespace Spawner.Clustering.Tests;

public sealed class PostgreSqlDatabaseTests
{
    private const string Given = "Host=db;Database=spawner;Username=spawner";

    [Fact]
    public void ConnectionString_WhenNothingElseIsGiven_HasBoundsAndNoKerberos()
    {
        var settings = new NpgsqlConnectionStringBuilder(new PostgreSqlDatabase(Given, passwordFile: null).ConnectionString);

        Assert.Equal((5, 10, 8), (settings.Timeout, settings.CommandTimeout, settings.MaxPoolSize));
        Assert.Equal("spawner-clustering", settings.ApplicationName);
        Assert.Equal(GssEncryptionMode.Disable, settings.GssEncryptionMode);
    }

    [Fact]
    public void ConnectionString_WhenASettingIsGiven_KeepsIt()
    {
        var settings = new NpgsqlConnectionStringBuilder(new PostgreSqlDatabase(Given + ";Timeout=9;Application Name=mine", passwordFile: null).ConnectionString);

        Assert.Equal((9, "mine"), (settings.Timeout, settings.ApplicationName));
    }
}
