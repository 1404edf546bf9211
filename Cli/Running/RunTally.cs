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

    public TallySnapshot Read()
    {
        lock (_gate)
        {
            return new TallySnapshot(_spawned, _done, _respawned, _killed, new Dictionary<string, int>(_doneBySilo));
        }
    }
}

/// <summary>A <see cref="RunTally"/> at one moment.</summary>
internal sealed record TallySnapshot(int Spawned, int Done, int Respawned, string? Killed, IReadOnlyDictionary<string, int> DoneBySilo)
{
    public int DoneOn(string silo) => DoneBySilo.GetValueOrDefault(silo);
}
