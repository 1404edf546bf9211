using Spawner.Bench.Placement.Engine;

namespace Spawner.Bench.Placement.Policies;

/// <summary>
/// The bound: one queue, first come first served, that knows every free slot at once and needs no message. Of free slots it
/// takes the fastest.
/// </summary>
internal sealed class CentralQueue : Policy
{
    private readonly Queue<int> _waiting = [];
    private readonly PriorityQueue<int, double> _free = new();

    protected override void OnBegin()
    {
        for (var silo = 0; silo < Scenario.Silos; silo++)
        {
            if (Simulation.Silos[silo].IsAlive)
            {
                OnJoined(silo);
            }
        }
    }

    public override void OnArrival(int task, int dispatcher)
    {
        _waiting.Enqueue(task);
        Serve();
    }

    public override void OnEnded(int silo, int task, TimeSpan elapsed)
    {
        _free.Enqueue(silo, -Simulation.Silos[silo].Speed);
        Serve();
    }

    public override void OnJoined(int silo)
    {
        for (var slot = 0; slot < Simulation.Silos[silo].Slots; slot++)
        {
            _free.Enqueue(silo, -Simulation.Silos[silo].Speed);
        }

        Serve();
    }

    private void Serve()
    {
        while (_waiting.Count > 0 && _free.TryDequeue(out var silo, out _))
        {
            if (Simulation.Silos[silo].IsAlive)
            {
                Simulation.Accept(_waiting.Dequeue(), silo);
            }
        }
    }
}
