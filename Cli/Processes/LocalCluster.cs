using Spawner.Client;

namespace Spawner.Cli.Processes;

/// <summary>Silos on this machine that live as long as this object, with all their files in one temporary folder.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan LongestGathering = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GatheringPeriod = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spawner-demo-");
    private readonly List<SiloProcess> silos = [];
    private readonly TimeProvider clock;

    private LocalCluster(TimeProvider clock) => this.clock = clock;

    public IReadOnlyList<SiloProcess> Silos => silos;

    /// <summary>Starts silos named <c>silo-1</c> and so on, and waits until each says that it is ready.</summary>
    /// <exception cref="CommandException">One could not be started.</exception>
    public static async Task<LocalCluster> StartAsync(int count, int? slots, TimeProvider clock, CancellationToken cancellationToken)
    {
        var cluster = new LocalCluster(clock);
        try
        {
            for (var number = 1; number <= count; number++)
            {
                cluster.silos.Add(SiloProcess.Start(cluster.folder.FullName, $"silo-{number}", slots, clock));
            }

            await Task.WhenAll(cluster.silos.Select(silo => silo.WaitUntilReadyAsync(cancellationToken)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects through the public client library.</summary>
    public Task<SpawnerConnection> ConnectAsync(CancellationToken cancellationToken) =>
        SpawnerConnection.ConnectAsync(ClusterSettings.Shared(folder.FullName), cancellationToken);

    /// <summary>Waits until the cluster itself sees every silo take work of a kind: a silo is ready before its peers know it.</summary>
    /// <returns>Slots of all silos together.</returns>
    /// <exception cref="CommandException">It took too long.</exception>
    public async Task<double> WaitUntilActiveAsync(ISpawnerClient client, TaskKind kind, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var active = (await client.ListSilosAsync(cancellationToken)).Where(s => s.State == SiloState.Active && s.Kinds.Contains(kind.Name)).ToList();
            if (active.Count == silos.Count)
            {
                return active.Sum(s => s.Slots);
            }

            if (clock.GetElapsedTime(started) > LongestGathering)
            {
                throw new CommandException(
                    ExitCodes.SilosNotStarted,
                    $"Only {active.Count} of {silos.Count} silos took work of kind '{kind}' after {LongestGathering.TotalSeconds:N0} s.");
            }

            await Task.Delay(GatheringPeriod, clock, cancellationToken);
        }
    }

    /// <summary>Name of the silo on which a task ended.</summary>
    public string NameOf(TaskSnapshot outcome) =>
        outcome.SiloName ?? silos.Find(s => s.Ready?.SiloPort == outcome.Silo?.Endpoint.Port)?.Name ?? "an unknown silo";

    /// <summary>The silos that hold tasks.</summary>
    public IReadOnlyList<SiloProcess> HomesOf(IEnumerable<TaskId> tasks)
    {
        var ports = tasks.Select(t => t.Home?.Endpoint.Port).ToHashSet();
        return silos.FindAll(s => ports.Contains(s.Ready?.SiloPort));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(silos.Select(s => s.StopAsync()));
        silos.ForEach(s => s.Dispose());
        folder.Delete(recursive: true);
    }
}
