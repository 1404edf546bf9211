using Spawner.Bench.Placement.Engine;

namespace Spawner.Bench.Placement.Policies;

/// <summary>Any silo, by chance.</summary>
internal sealed class RandomChoice : Policy
{
    public override void OnArrival(int task, int dispatcher) => Simulation.Send(task, dispatcher, KnownSilos.Draw(Simulation));
}

/// <summary>Each dispatcher in its turn around all silos.</summary>
internal sealed class RoundRobin : Policy
{
    private int[] _next = [];

    protected override void OnBegin() => _next = [.. Simulation.Silos.Select(_ => Random.Next(Scenario.Silos))];

    public override void OnArrival(int task, int dispatcher)
    {
        do
        {
            _next[dispatcher] = (_next[dispatcher] + 1) % Scenario.Silos;
        }
        while (!Simulation.IsKnown(_next[dispatcher]));

        Simulation.Send(task, dispatcher, _next[dispatcher]);
    }
}

/// <summary>Silos that are not known to be dead.</summary>
internal static class KnownSilos
{
    public static int Draw(Simulation simulation)
    {
        while (true)
        {
            var drawn = simulation.Random.Next(simulation.Silos.Length);
            if (simulation.IsKnown(drawn))
            {
                return drawn;
            }
        }
    }
}
