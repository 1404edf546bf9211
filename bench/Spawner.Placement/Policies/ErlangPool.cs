using Spawner.Bench.Placement.Engine;

namespace Spawner.Bench.Placement.Policies;

/// <summary>
/// The rule of Erlang's <c>pool</c>: one master keeps the silos in a list by load; a query takes the head, adds one to its load and
/// puts it at the tail; a silo reports its run queue, and only when that has changed, and is put back by it.
/// </summary>
internal sealed class ErlangPool : Policy
{
    private readonly LinkedList<(int Silo, int Load)> _list = [];
    private int[] _told = [];

    protected override void OnBegin()
    {
        _told = new int[Scenario.Silos];
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
        var (silo, load) = _list.First!.Value;
        _list.RemoveFirst();
        _list.AddLast((silo, load + 1));

        // To the master and back, and to the silo.
        Simulation.SendAfter(task, silo, 3 * Scenario.Delay, messages: 3);
    }

    public override void OnReportDue(int silo)
    {
        var queued = Simulation.Silos[silo].Waiting.Count;
        if (queued != _told[silo])
        {
            _told[silo] = queued;
            Simulation.SendReport(silo);
        }
    }

    public override void OnReport(int silo, int load, int running)
    {
        OnDeathSeen(silo);
        if (!Simulation.IsKnown(silo))
        {
            return;
        }

        var place = _list.First;
        while (place is not null && place.Value.Load < load - running)
        {
            place = place.Next;
        }

        if (place is null)
        {
            _list.AddLast((silo, load - running));
        }
        else
        {
            _list.AddBefore(place, (silo, load - running));
        }
    }

    public override void OnDeathSeen(int silo)
    {
        for (var node = _list.First; node is not null; node = node.Next)
        {
            if (node.Value.Silo == silo)
            {
                _list.Remove(node);
                return;
            }
        }
    }

    public override void OnJoined(int silo) => _list.AddFirst((silo, 0));
}
