using Spawner.Tests;

namespace Spawner.Cli.Tests.EndToEnd;

/// <summary>Three silo processes over SQLite files of their own; all accept one token.</summary>
public sealed class SiloCluster : IAsyncLifetime
{
    public const int Size = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spawner-cli-cluster-");
    private readonly List<SiloProcess> _silos = [];

    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>Addresses of all silos, as <c>SPAWNER_URL</c> takes them.</summary>
    public string Urls => string.Join(',', _silos.Select(silo => silo.Ready.HttpUrl));

    public string Token => File.ReadAllText(TokenFile).Trim();

    private string TokenFile => Path.Combine(_folder.FullName, "token");

    public async ValueTask InitializeAsync()
    {
        for (var number = 1; number <= Size; number++)
        {
            _silos.Add(await SiloProcess.StartAsync(
                BuiltHost.Find("tests/TestHost", "Spawner.TestHost"),
                [
                    new("Spawner:Identity:Name", $"silo-{number}"),
                    new("Spawner:Execution:Slots", "2"),
                    new("Spawner:Clustering:Provider", "Sqlite"),
                    new("Spawner:Clustering:SqliteFile", Path.Combine(_folder.FullName, "cluster.db")),
                    new("Spawner:Api:TokenFile", TokenFile),
                    new("Spawner:Api:KeysFile", Path.Combine(_folder.FullName, "keys.json")),
                ],
                TestContext.Current.CancellationToken));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
