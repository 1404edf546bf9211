namespace Spawner.Bench.Placement.Engine;

/// <summary>Decides which silo gets a task. One object for one run, of all dispatchers.</summary>
internal abstract class Policy
{
    /// <summary>The run, its silos and its randomness.</summary>
    protected Simulation Simulation { get; private set; } = null!;

    protected Scenario Scenario => Simulation.Scenario;

    protected Random Random => Simulation.Random;

    public void Begin(Simulation simulation)
    {
        Simulation = simulation;
        OnBegin();
    }

    protected virtual void OnBegin()
    {
    }

    /// <summary>A task is there to be placed by a silo's dispatcher.</summary>
    public abstract void OnArrival(int task, int dispatcher);

    /// <summary>A task that was sent arrives. By default it starts or queues.</summary>
    public virtual void OnDelivered(int task, int silo) => Simulation.Accept(task, silo);

    /// <summary>A task ended, after so long in its slot; the silo has started the next of its queue.</summary>
    public virtual void OnEnded(int silo, int task, TimeSpan elapsed)
    {
    }

    /// <summary>A silo's load report is due, and takes effect after the network's delay.</summary>
    public virtual void OnReportDue(int silo)
    {
    }

    /// <summary>A report that <see cref="Simulation.SendReport"/> sent reaches its readers.</summary>
    public virtual void OnReport(int silo, int load, int running)
    {
    }

    public virtual void OnMessage(in Message message)
    {
    }

    /// <summary>The others see that a silo died.</summary>
    public virtual void OnDeathSeen(int silo)
    {
    }

    public virtual void OnJoined(int silo)
    {
    }
}
