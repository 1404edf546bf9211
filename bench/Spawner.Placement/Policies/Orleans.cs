using Spawner.Bench.Placement.Engine;

namespace Spawner.Bench.Placement.Policies;

/// <summary>
/// A model of Orleans' ActivationCount placement: of two silos drawn by chance, the one with the lower count of the last report,
/// own placements since then counted once for each silo of the cluster.
/// </summary>
internal sealed class ActivationCount : StaleReports
{
    private Dictionary<int, (int Report, int Count)>[] _placed = [];
    private int[] _reports = [];

    protected override void OnBegin()
    {
        base.OnBegin();
        _placed = [.. Simulation.Silos.Select(_ => new Dictionary<int, (int, int)>())];
        _reports = new int[Scenario.Silos];
    }

    public override void OnReport(int silo, int load, int running)
    {
        base.OnReport(silo, load, running);
        _reports[silo]++;
    }

    public override void OnArrival(int task, int dispatcher)
    {
        var (one, other) = (KnownSilos.Draw(Simulation), KnownSilos.Draw(Simulation));
        var chosen = Count(dispatcher, other) < Count(dispatcher, one) ? other : one;
        _placed[dispatcher][chosen] = (_reports[chosen], PlacedSince(dispatcher, chosen) + 1);
        Simulation.Send(task, dispatcher, chosen);
    }

    private double Count(int dispatcher, int silo) =>
        (Reported(silo) * Simulation.Silos[silo].Slots) + (Scenario.Silos * PlacedSince(dispatcher, silo));

    private int PlacedSince(int dispatcher, int silo) =>
        _placed[dispatcher].TryGetValue(silo, out var placed) && placed.Report == _reports[silo] ? placed.Count : 0;
}

/// <summary>
/// A model of Orleans' ResourceOptimized placement, without its memory terms: of the square root of n silos drawn by chance, the
/// lowest of 0.40 times filtered processor use and 0.15 times activations over the most that any has; the local silo within 0.05.
/// </summary>
internal sealed class ResourceOptimized : Policy
{
    private const double ProcessorWeight = 0.40;
    private const double ActivationWeight = 0.15;
    private const double LocalMargin = 0.05;
    private const double ProcessNoise = 0.01;

    private double[] _processor = [];
    private double[] _covariance = [];
    private int[] _activations = [];
    private int _most = 1;

    protected override void OnBegin()
    {
        _processor = new double[Scenario.Silos];
        _covariance = [.. Enumerable.Repeat(1.0, Scenario.Silos)];
        _activations = new int[Scenario.Silos];
    }

    public override void OnReportDue(int silo) => Simulation.SendReport(silo);

    public override void OnReport(int silo, int load, int running)
    {
        // A Kalman filter of one dimension, measurement noise 1.
        var predicted = _covariance[silo] + ProcessNoise;
        var gain = predicted / (predicted + 1);
        _processor[silo] += gain * (((double)running / Simulation.Silos[silo].Slots) - _processor[silo]);
        _covariance[silo] = (1 - gain) * predicted;
        _activations[silo] = load;
        _most = Math.Max(1, _activations.Max());
    }

    public override void OnArrival(int task, int dispatcher)
    {
        var (best, score) = (-1, double.PositiveInfinity);
        for (var draw = (int)Math.Ceiling(Math.Sqrt(Scenario.Silos)); draw > 0; draw--)
        {
            var drawn = KnownSilos.Draw(Simulation);
            if (Score(drawn) < score)
            {
                (best, score) = (drawn, Score(drawn));
            }
        }

        var local = Simulation.IsKnown(dispatcher) && Score(dispatcher) <= score + LocalMargin;
        Simulation.Send(task, dispatcher, local ? dispatcher : best);
    }

    private double Score(int silo) =>
        (ProcessorWeight * _processor[silo]) + (ActivationWeight * _activations[silo] / _most);
}
