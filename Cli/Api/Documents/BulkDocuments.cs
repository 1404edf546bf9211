using System.Text.Json;

namespace Spawner.Cli.Api.Documents;

/// <summary>What chooses tasks.</summary>
internal sealed record FilterDocument
{
    public string? Kind { get; init; }

    public IReadOnlyList<string>? Phases { get; init; }

    public string? Silo { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? Key { get; init; }

    public string? FailureText { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

internal sealed record BulkDocument
{
    public FilterDocument? Filter { get; init; }

    public IReadOnlyList<string>? Ids { get; init; }
}

internal sealed record BulkAnswer(long Matched, long Changed, IReadOnlyDictionary<string, long>? LeftAlone);

internal sealed record CancelAnswerDocument(string Answer);

internal sealed record RetryTaskDocument(JsonElement? Input, string? Kind);

internal sealed record ChangedDocument(bool Changed);
