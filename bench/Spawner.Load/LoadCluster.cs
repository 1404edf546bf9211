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

/// <summary>Silo processes of this machine over a SQLite file, and this process as their client, with grains and with tasks.</summary>
internal sealed class LoadCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-");
    private readonly List<KeyValuePair<string, string?>> _clustering;
    private IHost? _program;

    private LoadCluster() => _clustering =
    [
        new($"{ClusteringOptions.SectionName}:{nameof(ClusteringOptions.Provider)}", nameof(ClusteringProvider.Sqlite)),
        new($"{ClusteringOptions.SectionName}:{nameof(ClusteringOptions.SqliteFile)}", Path.Combine(_folder.FullName, "cluster.db")),
    ];

    public List<SiloProcess> Processes { get; } = [];

    public ISpawnerClient Client => _program!.Services.GetRequiredService<ISpawnerClient>();

    public IGrainFactory Grains => _program!.Services.GetRequiredService<IGrainFactory>();

    /// <param name="silos">How many.</param>
    /// <param name="settings">Of the silos, beside the defaults.</param>
    /// <param name="configure">Settings of the client.</param>
    public static async Task<LoadCluster> StartAsync(
        int silos = 3, IReadOnlyDictionary<string, string?>? settings = null, Action<SpawnerClientOptions>? configure = null)
    {
        var cluster = new LoadCluster();
        try
        {
            for (var number = 1; number <= silos; number++)
            {
                cluster.Processes.Add(SiloProcess.Launch(
                    BuiltHost.Find("bench/Spawner.Load.Host", "Spawner.Load.Host"),
                    [
                        new("Spawner:Identity:Name", string.Create(CultureInfo.InvariantCulture, $"silo-{number}")),
                        .. cluster._clustering,
                        .. settings ?? new Dictionary<string, string?>(),
                    ]));
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
