namespace Spawner.Client;

/// <summary>Which recorded tasks to list, and how. It is a filter, too: what was listed can be retried, cancelled or discarded by it.</summary>
public sealed record TaskQuery : TaskFilter
{
    /// <summary>Whether those submitted first come first; by default the newest do.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>Most tasks in one page: 1 to <see cref="SpawnLimits.MaximumPageSize"/>, by default 100.</summary>
    public int PageSize { get; init; } = 100;
}
