namespace Spawner;

/// <summary>How a kind's handlers use a silo.</summary>
public enum ExecutionMode
{
    /// <summary>
    /// Mostly awaits: runs on the thread pool and weighs 0.05 slots unless said otherwise. A handler that computes or
    /// blocks must not use this mode.
    /// </summary>
    Asynchronous = 0,

    /// <summary>
    /// Computes, or blocks its thread: runs on a dedicated thread of lower priority and weighs 1 slot unless said
    /// otherwise. The default: it is safe for any handler.
    /// </summary>
    Dedicated = 1,
}
