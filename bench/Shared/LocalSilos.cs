using System.Globalization;
using Spawner.Client.Hosting;
using Spawner.Clustering;
using Spawner.Tests;

namespace Spawner.Bench;

/// <summary>Three silo processes of this machine over a SQLite file, with a client in this process.</summary>
internal sealed class LocalSilos : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bench-");
    private readonly List<SiloProcess> _silos = [];
    private SpawnerConnection? _connection;

    public ISpawnerClient Client => _connection!.Client;

    public static async Task<LocalSilos> StartAsync()
    {
        var cluster = new LocalSilos();
        try
        {
            var clustering = new ClusteringOptions { Provider = ClusteringProvider.Sqlite, SqliteFile = Path.Combine(cluster._folder.FullName, "cluster.db") };
            for (var number = 1; number <= 3; number++)
            {
                cluster._silos.Add(await SiloProcess.StartAsync(
                    BuiltHost.Find("tests/TestHost", "Spawner.TestHost"),
                    [
                        new("Spawner:Identity:Name", string.Create(CultureInfo.InvariantCulture, $"silo-{number}")),
                        new("Spawner:Clustering:Provider", nameof(ClusteringProvider.Sqlite)),
                        new("Spawner:Clustering:SqliteFile", clustering.SqliteFile),
                    ]));
            }

            cluster._connection = await SpawnerConnection.ConnectAsync(clustering);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
