using Spawner.Bench.Placement.Engine;

namespace Spawner.Bench.Placement.Policies;

/// <summary>A silo whose slot becomes free tells one dispatcher, drawn by chance; a dispatcher without such a token draws a silo (Lu et al., 2011).</summary>
internal sealed class JoinIdleQueue : Policy
{
    private List<int>[] _tokens = [];

    protected override void OnBegin()
    {
        _tokens = [.. Simulation.Silos.Select(_ => new List<int>())];
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
        var tokens = _tokens[dispatcher];
        if (tokens.Count == 0)
        {
            Simulation.Send(task, dispatcher, KnownSilos.Draw(Simulation));
            return;
        }

        var index = Random.Next(tokens.Count);
        var silo = tokens[index];
        tokens.RemoveAt(index);
        Simulation.Send(task, dispatcher, silo);
    }

    public override void OnEnded(int silo, int task, TimeSpan elapsed)
    {
        if (Simulation.Silos[silo].HasFreeSlot)
        {
            SendToken(silo);
        }
    }

    public override void OnMessage(in Message message) => _tokens[message.To].Add(message.From);

    public override void OnDeathSeen(int silo)
    {
        foreach (var tokens in _tokens)
        {
            tokens.RemoveAll(token => token == silo);
        }
    }

    public override void OnJoined(int silo)
    {
        for (var slot = 0; slot < Simulation.Silos[silo].Slots; slot++)
        {
            SendToken(silo);
        }
    }

    private void SendToken(int silo) => Simulation.Send(new Message(0, silo, Scenario.OneDispatcher ? 0 : KnownSilos.Draw(Simulation)));
}
