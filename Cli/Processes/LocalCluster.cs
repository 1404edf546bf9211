using Spawner.Client;
using Spawner.Client.Hosting;

namespace Spawner.Cli.Processes;

/// <summary>Silos on this machine that live as long as this object, with all their files in one temporary folder.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan LongestGathering = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GatheringPeriod = TimeSpan.FromMilliseconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spawner-demo-");
    private readonly List<SiloProcess> _silos = [];
    private readonly ClusterPlan _plan;
    private readonly TimeProvider _clock;

    private LocalCluster(ClusterPlan plan, TimeProvider clock) => (_plan, _clock) = (plan, clock);

    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>Starts silos named <c>silo-1</c> and so on, and waits until each says that it is ready.</summary>
    /// <exception cref="CommandException">One could not be started.</exception>
    public static async Task<LocalCluster> StartAsync(ClusterPlan plan, TimeProvider clock, CancellationToken cancellationToken)
    {
        var cluster = new LocalCluster(plan, clock);
        try
        {
            // One after the other: a starting silo is busy with compilation, and several at once would only be late together.
            for (var number = 1; number <= plan.Silos; number++)
            {
                cluster._silos.Add(await cluster.StartSiloAsync($"silo-{number}", cancellationToken));
            }

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
        SpawnerConnection.ConnectAsync(ClusterSettings.Clustering(_folder.FullName), options: null, cancellationToken);

    /// <summary>
    /// Waits until work of a kind could go to every silo. All have been ready, but on a loaded machine one may have ended
    /// since, or be late with its reports.
    /// </summary>
    /// <returns>Slots of all silos together.</returns>
    /// <exception cref="CommandException">It took too long.</exception>
    public async Task<double> WaitUntilGatheredAsync(ISpawnerClient client, TaskKind kind, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            var explained = await client.ExplainPlacementAsync(kind, options: null, cancellationToken);
            var eligible = explained.Candidates.Where(c => c.Excluded is null).ToList();
            if (eligible.Count == _silos.Count)
            {
                return eligible.Sum(c => c.ServingSlots);
            }

            if (_clock.GetElapsedTime(started) > LongestGathering)
            {
                throw new CommandException(
                    ExitCodes.SilosNotStarted,
                    $"Only {eligible.Count} of {_silos.Count} silos took work of kind '{kind}' after {LongestGathering.TotalSeconds:N0} s: {explained.Reason}");
            }

            await RestartEndedAsync(cancellationToken);
            await Task.Delay(GatheringPeriod, _clock, cancellationToken);
        }
    }

    /// <summary>
    /// Name of the silo on which a task ended: of a success that was told a moment before its silo died the address alone
    /// is left.
    /// </summary>
    public string NameOf(TaskSnapshot outcome) =>
        outcome.SiloName ?? _silos.Find(s => s.Ready?.SiloPort == outcome.Silo?.Endpoint.Port)?.Name ?? "an unknown silo";

    /// <summary>The silos that hold tasks.</summary>
    public IReadOnlyList<SiloProcess> HomesOf(IEnumerable<TaskId> tasks)
    {
        var ports = tasks.Select(t => t.Home?.Endpoint.Port).ToHashSet();
        return _silos.FindAll(s => ports.Contains(s.Ready?.SiloPort));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_silos.Select(s => s.StopAsync()));
        _silos.ForEach(s => s.Dispose());
        _folder.Delete(recursive: true);
    }

    private Task<SiloProcess> StartSiloAsync(string name, CancellationToken cancellationToken) =>
        SiloProcess.StartAsync(_folder.FullName, name, _plan, _clock, cancellationToken);

    private async Task RestartEndedAsync(CancellationToken cancellationToken)
    {
        foreach (var ended in _silos.Where(s => s.HasEnded).ToList())
        {
            var fresh = await StartSiloAsync(ended.Name, cancellationToken);
            _silos[_silos.IndexOf(ended)] = fresh;
            ended.Dispose();
        }
    }
}
