using System.Text.Json.Serialization;

namespace Spawner.Api.Problems;

/// <summary>Why a request was not done, as RFC 9457 has it.</summary>
internal sealed record Problem
{
    /// <summary>Begins every type.</summary>
    public const string TypePrefix = "urn:spawner:problem:";

    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    /// <summary>Every problem of the request, where there are several.</summary>
    public IReadOnlyList<string>? Errors { get; init; }

    /// <summary>When another try may succeed.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>The task that has the key.</summary>
    public string? Existing { get; init; }

    /// <summary>The name at the end of the type.</summary>
    [JsonIgnore]
    public string Name => Type[TypePrefix.Length..];
}
