namespace Spawner.Load.Host;

/// <summary>What the silos of the load bench run.</summary>
public static class LoadKinds
{
    /// <summary>Tells the length of its input: a task that costs nothing itself.</summary>
    public static readonly TaskKind<string, int> NoOp = new("load.noop");

    /// <summary>Holds a whole slot until the gate of its silo is opened.</summary>
    public static readonly TaskKind<int, int> Hold = new("load.hold");

    /// <summary>Holds a whole slot for so long, without the processor.</summary>
    public static readonly TaskKind<TimeSpan, TimeSpan> Pause = new("load.pause");

    /// <summary>Computes until its thread has had so much processor time; tells how much it had.</summary>
    public static readonly TaskKind<TimeSpan, TimeSpan> Burn = new("load.burn");
}
