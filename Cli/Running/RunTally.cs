namespace Spawner.Cli.Running;

/// <summary>Counts what has become of the pieces of a run. May be read and written by any number of threads.</summary>
internal sealed class RunTally
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, int> doneBySilo = new(StringComparer.Ordinal);
    private int spawned;
    private int done;
    private int respawned;
    private string? killed;

    public void OnSpawned(int pieces)
    {
        lock (gate)
        {
            spawned += pieces;
        }
    }

    public void OnDone(string silo)
    {
        lock (gate)
        {
            done++;
            doneBySilo[silo] = doneBySilo.GetValueOrDefault(silo) + 1;
        }
    }

    public void OnRespawned()
    {
        lock (gate)
        {
            respawned++;
        }
    }

    public void OnKilled(string silo)
    {
        lock (gate)
        {
            killed = silo;
        }
    }

    public TallySnapshot Read()
    {
        lock (gate)
        {
            return new TallySnapshot(spawned, done, respawned, killed, new Dictionary<string, int>(doneBySilo));
        }
    }
}

/// <summary>A <see cref="RunTally"/> at one moment.</summary>
internal sealed record TallySnapshot(int Spawned, int Done, int Respawned, string? Killed, IReadOnlyDictionary<string, int> DoneBySilo)
{
    public int DoneOn(string silo) => DoneBySilo.GetValueOrDefault(silo);
}
