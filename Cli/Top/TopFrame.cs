using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Top;

/// <summary>A cluster at one moment.</summary>
internal sealed record TopFrame
{
    public required DateTimeOffset At { get; init; }

    public IReadOnlyList<ApiSilo> Silos { get; init; } = [];

    /// <summary>Recorded tasks that run, the oldest first.</summary>
    public IReadOnlyList<ApiTask> Running { get; init; } = [];

    /// <summary>Recorded tasks by phase.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>Recorded tasks that have ended in a second, lately.</summary>
    public double? EndedPerSecond { get; init; }

    /// <summary>Why this is older than it should be.</summary>
    public string? Problem { get; init; }
}
