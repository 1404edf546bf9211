namespace Spawner;

/// <summary>The rule that chose a task's silo. Of several that apply the first in the order of docs/placement.md does.</summary>
[GenerateSerializer, Alias("spawner.PlacementRule")]
public enum PlacementRule
{
    /// <summary>No silo may run the task now.</summary>
    NoCandidate = 0,

    /// <summary>The silo told that it has had no task for a second.</summary>
    Unused = 1,

    /// <summary>A slot was free on the silo that placed the task.</summary>
    LocalFree = 2,

    /// <summary>The silo told that it has a free slot.</summary>
    IdleNote = 3,

    /// <summary>It had the least load per serving slot of all candidates.</summary>
    LeastLoaded = 4,

    /// <summary>It had the least load per serving slot of a few candidates that were drawn by capacity.</summary>
    LeastLoadedOfDrawn = 5,

    /// <summary>It was the least loaded of the silos with a free slot that match most of the preferred labels.</summary>
    Preferred = 6,

    /// <summary>The task is pinned to it.</summary>
    Pinned = 7,

    /// <summary>A slot was free on the silo that placed the task, and this one has a free slot that is faster.</summary>
    Faster = 8,
}
