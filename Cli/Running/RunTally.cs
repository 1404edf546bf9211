namespace Spawner.Cli.Running;

/// <summary>Counts what has become of the pieces of a run. May be read and written by any number of threads.</summary>
internal sealed class RunTally
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _doneBySilo = new(StringComparer.Ordinal);
    private int _spawned;
    private int _done;
    private int _respawned;
    private string? _killed;
    private int _takenOver;
    private TimeSpan? _wentOnAfter;

    public void OnSpawned(int pieces)
    {
        lock (_gate)
        {
            _spawned += pieces;
        }
    }

    public void OnDone(string silo)
    {
        lock (_gate)
        {
            _done++;
            _doneBySilo[silo] = _doneBySilo.GetValueOrDefault(silo) + 1;
        }
    }

    public void OnRespawned()
    {
        lock (_gate)
        {
            _respawned++;
        }
    }

    public void OnKilled(string silo)
    {
        lock (_gate)
        {
            _killed = silo;
        }
    }

    /// <summary>So many tasks of the killed silo have been taken over so far.</summary>
    /// <returns>The time that went by, if they are the first.</returns>
    public TimeSpan? OnTakenOver(int count, TimeSpan sinceDeath)
    {
        lock (_gate)
        {
            // A silo that is late with its answer must not take back what it said.
            _takenOver = Math.Max(_takenOver, count);
            return count > 0 && _wentOnAfter is null ? _wentOnAfter = sinceDeath : null;
        }
    }

    public TallySnapshot Read()
    {
        lock (_gate)
        {
            return new TallySnapshot(_spawned, _done, _respawned, _killed, _takenOver, _wentOnAfter, new Dictionary<string, int>(_doneBySilo));
        }
    }
}

/// <summary>A <see cref="RunTally"/> at one moment.</summary>
/// <param name="Spawned">Pieces spawned.</param>
/// <param name="Done">Pieces done.</param>
/// <param name="Respawned">Pieces spawned again because they were lost.</param>
/// <param name="Killed">The silo that was killed.</param>
/// <param name="TakenOver">Tasks that others took over from it.</param>
/// <param name="WentOnAfter">How long after its death the first of them were; <see langword="null"/> if none was.</param>
/// <param name="DoneBySilo">Pieces done by each silo.</param>
internal sealed record TallySnapshot(
    int Spawned, int Done, int Respawned, string? Killed, int TakenOver, TimeSpan? WentOnAfter, IReadOnlyDictionary<string, int> DoneBySilo)
{
    public int DoneOn(string silo) => DoneBySilo.GetValueOrDefault(silo);
}
