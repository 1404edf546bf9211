using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Spawner.Tests;

namespace Spawner.Silo.Tests.Processes;

public class SiloStartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WhenNoPortIsSet_TakesTheDocumentedOnes()
    {
        int[] documented = [8080, 11111, 30000];
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(endpoint => endpoint.Port).Intersect(documented);
        Assert.SkipWhen(taken.Any(), "Another program listens on a default port.");

        await using var silo = await SiloProcess.StartAsync(
            Silos.Dll,
            Silos.Settings(("Spawner:Silo:SiloPort", null), ("Spawner:Silo:GatewayPort", null), ("Spawner:Silo:HttpUrl", null)),
            Cancel);

        Assert.Equal(documented, (int[])[silo.Ready.HttpUrl.Port, silo.Ready.SiloPort, silo.Ready.GatewayPort]);
        Assert.Equal($"{Environment.MachineName}-11111", silo.Ready.Name);
        Assert.Contains($"Durable tasks are kept in SQLite, {silo.DataFolder}/spawner/Silo-11111", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenSeveralSettingsAreNotAccepted_ReportsAllAndExits2()
    {
        await using var silo = SiloProcess.Launch(Silos.Dll, Silos.Settings(
            ("Spawner:Silo:SiloPort", "eleven"),
            ("Spawner:Silo:Adress", "127.0.0.1"),
            ("Spawner:Execution:Slots", "0"),
            ("Spawner:Storage:Provider", "PostgreSql"),
            ("Spawner:Clustering:Provider", "Sqlite")));

        Assert.Equal(2, await silo.WaitForExitAsync(Cancel));
        Assert.Contains("5 settings are not accepted", silo.Errors, StringComparison.Ordinal);
        Assert.Contains("Spawner:Silo:SiloPort (environment: Spawner__Silo__SiloPort): found 'eleven'", silo.Errors, StringComparison.Ordinal);
        Assert.Contains("Spawner:Silo:Adress", silo.Errors, StringComparison.Ordinal);
        Assert.Contains("Spawner:Execution:Slots", silo.Errors, StringComparison.Ordinal);
        Assert.Contains("Spawner:Storage:PostgreSqlConnectionString: found nothing", silo.Errors, StringComparison.Ordinal);
        Assert.Contains("SqliteFile", silo.Errors, StringComparison.Ordinal);
        AssertNoStackTrace(silo);
    }

    [Fact]
    public async Task Start_WhenPortsAreTaken_NamesThemAndExits3()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var silo = SiloProcess.Launch(
            Silos.Dll, Silos.Settings(("Spawner:Silo:GatewayPort", $"{port}"), ("Spawner:Silo:HttpUrl", $"http://127.0.0.1:{port}")));

        Assert.Equal(3, await silo.WaitForExitAsync(Cancel));
        Assert.Contains($"Port {port} on 127.0.0.1 (Spawner:Silo:GatewayPort): it is in use", silo.Errors, StringComparison.Ordinal);
        Assert.Contains($"Port {port} on 127.0.0.1 (Spawner:Silo:HttpUrl): it is in use", silo.Errors, StringComparison.Ordinal);
        AssertNoStackTrace(silo);
    }

    [Fact]
    public async Task Start_WhenTheDatabaseCannotBeUsed_SaysWhereAndExits3()
    {
        await using var silo = SiloProcess.Launch(
            Silos.Dll, Silos.Settings(("Spawner:Clustering:Provider", "Sqlite"), ("Spawner:Clustering:SqliteFile", "no/such/folder/cluster.db")));

        Assert.Equal(3, await silo.WaitForExitAsync(Cancel));
        Assert.Contains("cluster.db", silo.Errors, StringComparison.Ordinal);
        AssertNoStackTrace(silo);
    }

    [Fact]
    public async Task Start_WhenTheStoresFolderCannotBeMade_SaysWhereAndExits3()
    {
        await using var silo = SiloProcess.Launch(Silos.Dll, Silos.Settings(("Spawner:Storage:SqliteFolder", "/dev/null/tasks")));

        Assert.Equal(3, await silo.WaitForExitAsync(Cancel));
        Assert.Contains("Cannot keep tasks in SQLite, /dev/null/tasks", silo.Errors, StringComparison.Ordinal);
        Assert.Contains("Spawner:Storage:Provider", silo.Errors, StringComparison.Ordinal);
        AssertNoStackTrace(silo);
    }

    [Fact]
    public async Task Start_WhenTheStoresSchemaIsNewer_SaysSoAndExits3()
    {
        var folder = Directory.CreateTempSubdirectory("spawner-newer-");
        await using (var newer = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "tasks.db")};Pooling=False"))
        {
            await newer.OpenAsync(Cancel);
            await using var command = newer.CreateCommand();
            command.CommandText = "CREATE TABLE schema_version (number INTEGER PRIMARY KEY, checksum TEXT NOT NULL) STRICT; INSERT INTO schema_version VALUES (99, 'x')";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await using var silo = SiloProcess.Launch(Silos.Dll, Silos.Settings(("Spawner:Storage:SqliteFolder", folder.FullName)));
        var exitCode = await silo.WaitForExitAsync(Cancel);
        folder.Delete(recursive: true);

        Assert.Equal(3, exitCode);
        Assert.Contains("version 99", silo.Errors, StringComparison.Ordinal);
        Assert.Contains("Update this program", silo.Errors, StringComparison.Ordinal);
        AssertNoStackTrace(silo);
    }

    private static void AssertNoStackTrace(SiloProcess silo) => Assert.DoesNotContain("   at ", silo.Output + silo.Errors, StringComparison.Ordinal);
}
