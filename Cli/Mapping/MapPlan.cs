using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Mapping;

/// <summary>What <c>map</c> was asked to do.</summary>
internal sealed record MapPlan
{
    public const int UsualBatch = 500;
    public const int UsualInFlight = 10_000;

    /// <summary>Tag by which the tasks of a run are found.</summary>
    public const string RunTag = "spawner.map";

    /// <summary>Requests stay well below what a silo takes in one message.</summary>
    public const int LargestBatchBytes = 512 * 1024;

    public required string Kind { get; init; }

    /// <summary>Names the run; with the number of a line it names the line's task.</summary>
    public required string Run { get; init; }

    public required SpawnOptionsDocument Options { get; init; }

    public bool IsJsonLines { get; init; }

    public bool IsOrdered { get; init; }

    public bool IsJson { get; init; }

    public int Batch { get; init; } = UsualBatch;

    public int InFlight { get; init; } = UsualInFlight;

    /// <summary>Only recorded tasks may have keys, and only with keys a batch may be sent again after a lost connection.</summary>
    public string? KeyOf(long line) => Options.Durable == true ? $"{Run}:{line}" : null;
}
