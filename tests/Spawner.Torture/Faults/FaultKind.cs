namespace Spawner.Torture.Faults;

/// <summary>What the nemesis can do.</summary>
internal enum FaultKind
{
    /// <summary>A silo is killed.</summary>
    SiloKill,

    /// <summary>A silo is paused until others have its tasks, and goes on.</summary>
    SiloPause,

    /// <summary>A silo is told to leave.</summary>
    SiloStop,

    /// <summary>A silo is cut off from the other silos for longer than they take to declare it dead.</summary>
    SiloPartition,

    /// <summary>A silo's connections to the database are closed, for less than a lease.</summary>
    StoreClosed,

    /// <summary>A silo hears nothing from the database for longer than a lease.</summary>
    StoreSilent,

    /// <summary>The database server is killed and started again.</summary>
    DatabaseKill,

    /// <summary>The database server is stopped without a checkpoint and started again.</summary>
    DatabaseStop,

    /// <summary>The database server is away for longer than a lease: every silo ends itself.</summary>
    DatabaseAway,

    /// <summary>All that goes to and from the database is late.</summary>
    DatabaseSlow,

    /// <summary>Somebody holds a lock on the table of tasks.</summary>
    TableLock,

    /// <summary>The server has no connections left, and silos lose theirs.</summary>
    ConnectionsTaken,

    /// <summary>Of every second transaction the answer is lost.</summary>
    AnswersLost,

    /// <summary>A silo is killed while answers to the others are lost.</summary>
    KillAndAnswersLost,

    /// <summary>A silo starts with a clock that is an hour off, which then jumps to the other side.</summary>
    Clock,

    /// <summary>A silo joins; the next time it leaves.</summary>
    Membership,

    /// <summary>A client is killed in the middle of what it does, and another one goes on.</summary>
    ClientKill,

    /// <summary>A task ends the processes that run it.</summary>
    Poison,
}

/// <summary>A fault that has been.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="At">When it began; <see cref="Wall"/>.</param>
internal sealed record Fault(FaultKind Kind, long At)
{
    /// <summary>When the fault itself was over, before anything had recovered.</summary>
    public long Until { get; set; }

    /// <summary>Address of the silo that it hit, if it hit one.</summary>
    public string? Silo { get; set; }

    public string Note { get; set; } = string.Empty;
}
