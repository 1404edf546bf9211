using System.Text.Json;

namespace Spawner.Cli.Api.Documents;

internal sealed record SpawnDocument(string Kind, JsonElement? Input, SpawnOptionsDocument? Options);

internal sealed record SpawnOptionsDocument
{
    public string? Name { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public double? TimeoutSeconds { get; init; }

    public double? WaitingTimeoutSeconds { get; init; }

    public double? TotalTimeoutSeconds { get; init; }

    public double? HeartbeatTimeoutSeconds { get; init; }

    public double? StartAfterSeconds { get; init; }

    public DateTimeOffset? StartAt { get; init; }

    public RetryDocument? Retry { get; init; }

    public KeyDocument? Key { get; init; }

    public bool? Durable { get; init; }

    public double? Weight { get; init; }

    public IReadOnlyDictionary<string, string>? RequiredLabels { get; init; }

    public IReadOnlyDictionary<string, string>? PreferredLabels { get; init; }

    public string? Silo { get; init; }
}

internal sealed record RetryDocument(int MaximumAttempts, double? DelaySeconds);

internal sealed record KeyDocument(string Value, string? OnConflict);

internal sealed record SpawnedDocument(string Id);

internal sealed record BatchDocument(string Kind, SpawnOptionsDocument? Options, IReadOnlyList<BatchItem> Items);

internal sealed record BatchItem(JsonElement Input, string? IdempotencyKey);

internal sealed record BatchAnswer(IReadOnlyList<BatchEntry> Tasks);

/// <summary>What became of one item: a task or a problem.</summary>
internal sealed record BatchEntry(int Index, string? Id, Problem? Problem);
