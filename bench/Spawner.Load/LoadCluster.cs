using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Spawner.Client.Hosting;
using Spawner.Clustering;
using Spawner.Load.Host;
using Spawner.Tests;

namespace Spawner.Load;

/// <summary>Silo processes of this machine over a SQLite file or a PostgreSQL database, and this process as their client, with grains and with tasks.</summary>
internal sealed class LoadCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-");
    private readonly List<KeyValuePair<string, string?>> _clustering;
    private IHost? _program;

    private LoadCluster(string? connectionString) => _clustering = connectionString is null
        ?
        [
            Setting(nameof(ClusteringOptions.Provider), nameof(ClusteringProvider.Sqlite)),
            Setting(nameof(ClusteringOptions.SqliteFile), Path.Combine(_folder.FullName, "cluster.db")),
        ]
        :
        [
            Setting(nameof(ClusteringOptions.Provider), nameof(ClusteringProvider.PostgreSql)),
            Setting(nameof(ClusteringOptions.PostgreSqlConnectionString), connectionString),
        ];

    public List<SiloProcess> Processes { get; } = [];

    public ISpawnerClient Client => _program!.Services.GetRequiredService<ISpawnerClient>();

    public IGrainFactory Grains => _program!.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Name of the silo of a number.</summary>
    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"silo-{number}");

    /// <param name="silos">How many.</param>
    /// <param name="settings">Of the silos, beside the defaults.</param>
    /// <param name="configure">Settings of the client.</param>
    /// <param name="connectionString">Of a PostgreSQL database; without one a SQLite file serves.</param>
    /// <param name="launch">Starts the silo of a number, by calling what it is given; by default just that.</param>
    public static async Task<LoadCluster> StartAsync(
        int silos = 3,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<SpawnerClientOptions>? configure = null,
        string? connectionString = null,
        Func<int, Func<SiloProcess>, SiloProcess>? launch = null)
    {
        var cluster = new LoadCluster(connectionString);
        try
        {
            for (var number = 1; number <= silos; number++)
            {
                cluster.Processes.Add(launch is null ? cluster.Launch(number, settings) : launch(number, () => cluster.Launch(number, settings)));
            }

            await Task.WhenAll(cluster.Processes.Select(silo => silo.WaitUntilReadyAsync()));
            await cluster.ConnectAsync(configure);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more silo, which the caller disposes of, and does not wait for it.</summary>
    public SiloProcess LaunchOneMore() => Launch(Processes.Count + 1, settings: null);

    /// <summary>What the bench asks of one silo.</summary>
    public async Task<ISiloGrain> OpenAsync(SiloProcess silo)
    {
        var grain = Grains.GetGrain<ISiloGrain>(silo.Ready.SiloAddress);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, SiloAddress.FromParsableString(silo.Ready.SiloAddress));
        return await grain.GetProcessIdAsync() == silo.ProcessId
            ? grain
            : throw new InvalidOperationException($"The grain of silo {silo.Ready.Name} is not in process {silo.ProcessId}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            await _program.StopAsync();
            _program.Dispose();
        }

        foreach (var silo in Processes)
        {
            await silo.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static KeyValuePair<string, string?> Setting(string name, string value) => new($"{ClusteringOptions.SectionName}:{name}", value);

    private SiloProcess Launch(int number, IReadOnlyDictionary<string, string?>? settings) => SiloProcess.Launch(
        BuiltHost.Find("bench/Spawner.Load.Host", "Spawner.Load.Host"),
        [
            new("Spawner:Identity:Name", NameOf(number)),
            .. _clustering,
            .. settings ?? new Dictionary<string, string?>(),
        ]);

    private async Task ConnectAsync(Action<SpawnerClientOptions>? configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(_clustering);
        builder.Logging.AddFilter(level => level >= LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.AddSpawnerClient(configure);
        _program = builder.Build();
        await _program.StartAsync();
    }
}
