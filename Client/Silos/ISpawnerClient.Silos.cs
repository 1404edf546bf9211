namespace Spawner.Client;

public partial interface ISpawnerClient
{
    /// <summary>The live silos with their load.</summary>
    Task<IReadOnlyList<SiloSnapshot>> ListSilosAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Joins, drains, leaves and deaths as they are seen: first one <see cref="SiloChange.Joined"/> for each live silo,
    /// then what happens until the token is signalled.
    /// </summary>
    IAsyncEnumerable<SiloEvent> WatchSilosAsync(CancellationToken cancellationToken = default);

    /// <summary>Which silo would get the next task of this kind, and why. Places nothing.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="options">Weight, labels and pin are considered.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<PlacementExplanation> ExplainPlacementAsync(TaskKind kind, SpawnOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Which silos would get the next tasks of this kind, were they spawned together now. Places nothing.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="count">How many tasks; 1 to <see cref="SpawnLimits.MaximumForecastTasks"/>.</param>
    /// <param name="options">Weight, labels and pin are considered.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    Task<PlacementForecast> ForecastPlacementAsync(TaskKind kind, int count, SpawnOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stops a silo from taking tasks: running ones finish, waiting ones move to other silos. Once it returns every silo that
    /// answers knows.
    /// </summary>
    /// <param name="silo">Its name or address.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="UnknownSiloException">No live silo has that name or address.</exception>
    Task DrainSiloAsync(string silo, CancellationToken cancellationToken = default);

    /// <summary>Lets a drained silo take tasks again.</summary>
    /// <inheritdoc cref="DrainSiloAsync"/>
    Task ResumeSiloAsync(string silo, CancellationToken cancellationToken = default);
}
