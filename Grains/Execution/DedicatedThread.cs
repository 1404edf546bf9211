namespace Spawner.Grains.Execution;

/// <summary>A thread of <see cref="DedicatedThreadScheduler"/>, made on that thread: its priority, and whether it may be used again.</summary>
internal sealed class DedicatedThread(int nice)
{
    private readonly int _id = OperatingSystem.IsLinux() ? ThreadPriorities.CurrentThreadId : 0;

    [ThreadStatic]
    private static DedicatedThread? t_current;

    /// <summary>That of the calling thread; <see langword="null"/> if it is none.</summary>
    public static DedicatedThread? Current
    {
        get => t_current;
        set => t_current = value;
    }

    /// <summary>
    /// Its priority was lowered for the sake of one long-running task. Raising it again takes a privilege: it ends with that
    /// task, and others get a new one.
    /// </summary>
    public bool IsWornOut { get; private set; }

    /// <summary>Runs with a lower priority than the process: messages, reports and membership win over user code.</summary>
    /// <returns>The error number; <see langword="null"/> if it worked.</returns>
    public int? StepBack() => Lower();

    /// <summary>Steps back once more, behind the tasks that have not run for so long.</summary>
    public void GiveWay()
    {
        if (!IsWornOut)
        {
            IsWornOut = MayLower && Lower() is null;
        }
    }

    private bool MayLower => OperatingSystem.IsLinux() && nice > 0;

    private int? Lower() => MayLower ? ThreadPriorities.TryLower(_id, nice) : null;
}
