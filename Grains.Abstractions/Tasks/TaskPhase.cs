namespace Spawner;

/// <summary>Where a task is in its life. Once one of the terminal phases is reached it never changes again.</summary>
[GenerateSerializer, Alias("spawner.TaskPhase")]
public enum TaskPhase
{
    /// <summary>Waits for its due time.</summary>
    Scheduled = 0,

    /// <summary>Waits for a slot, or for a silo that may run it.</summary>
    Queued = 1,

    /// <summary>Its handler runs.</summary>
    Running = 2,

    /// <summary>Terminal: the handler returned a result.</summary>
    Succeeded = 3,

    /// <summary>Terminal: the handler threw, its input could not be read, or its result could not be written.</summary>
    Failed = 4,

    /// <summary>Terminal: ended on request.</summary>
    Cancelled = 5,

    /// <summary>Terminal: ran longer than its timeout.</summary>
    TimedOut = 6,

    /// <summary>Terminal: its silo died, or left before the task had ended (volatile tier only).</summary>
    Lost = 7,
}

/// <summary>Questions about phases.</summary>
public static class TaskPhases
{
    /// <summary>Whether a task in this phase has ended.</summary>
    public static bool IsTerminal(this TaskPhase phase) => phase >= TaskPhase.Succeeded;
}
