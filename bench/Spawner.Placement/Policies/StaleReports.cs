using Spawner.Bench.Placement.Engine;

namespace Spawner.Bench.Placement.Policies;

/// <summary>Policies that read each silo's last report: running and waiting tasks for each slot. All dispatchers read the same.</summary>
internal abstract class StaleReports : Policy
{
    private double[] _reported = [];

    protected override void OnBegin() => _reported = new double[Scenario.Silos];

    public override void OnReportDue(int silo) => Simulation.SendReport(silo);

    public override void OnReport(int silo, int load, int running) => _reported[silo] = (double)load / Simulation.Silos[silo].Slots;

    protected double Reported(int silo) => _reported[silo];
}

/// <summary>The silo whose last report is the lowest; of equal ones any, by chance.</summary>
internal sealed class StaleLeastLoaded : StaleReports
{
    private readonly SortedDictionary<double, List<int>> _byLoad = [];
    private int[] _position = [];

    protected override void OnBegin()
    {
        base.OnBegin();
        _position = new int[Scenario.Silos];
        for (var silo = 0; silo < Scenario.Silos; silo++)
        {
            if (Simulation.Silos[silo].IsAlive)
            {
                Add(silo);
            }
        }
    }

    public override void OnJoined(int silo) => Add(silo);

    public override void OnReport(int silo, int load, int running)
    {
        Remove(silo);
        base.OnReport(silo, load, running);
        if (Simulation.IsKnown(silo))
        {
            Add(silo);
        }
    }

    public override void OnDeathSeen(int silo) => Remove(silo);

    public override void OnArrival(int task, int dispatcher)
    {
        var least = _byLoad.First().Value;
        Simulation.Send(task, dispatcher, least[Random.Next(least.Count)]);
    }

    private void Add(int silo)
    {
        if (!_byLoad.TryGetValue(Reported(silo), out var equal))
        {
            _byLoad.Add(Reported(silo), equal = []);
        }

        _position[silo] = equal.Count;
        equal.Add(silo);
    }

    private void Remove(int silo)
    {
        if (!_byLoad.TryGetValue(Reported(silo), out var equal) || _position[silo] >= equal.Count || equal[_position[silo]] != silo)
        {
            return;
        }

        equal[_position[silo]] = equal[^1];
        _position[equal[^1]] = _position[silo];
        equal.RemoveAt(equal.Count - 1);
        if (equal.Count == 0)
        {
            _byLoad.Remove(Reported(silo));
        }
    }
}

/// <summary>Of two silos drawn by chance, the one whose last report is lower (Mitzenmacher, 2001).</summary>
internal sealed class PowerOfTwo : StaleReports
{
    public override void OnArrival(int task, int dispatcher)
    {
        var (one, other) = (KnownSilos.Draw(Simulation), KnownSilos.Draw(Simulation));
        Simulation.Send(task, dispatcher, Reported(other) < Reported(one) ? other : one);
    }
}
