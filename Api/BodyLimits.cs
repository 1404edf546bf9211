using Microsoft.AspNetCore.Http.Metadata;

namespace Spawner.Api;

/// <summary>How large bodies may be, whatever the server around takes elsewhere.</summary>
internal static class BodyLimits
{
    /// <summary>The largest input, and as much as the largest options take.</summary>
    public const long OneTask = SpawnLimits.MaximumPayloadBytes + Small;

    /// <summary>A thousand inputs of 8 KiB: a batch is read whole before any of it is spawned.</summary>
    public const long ManyTasks = 8 * 1024 * 1024;

    /// <summary>Filters and a thousand ids.</summary>
    public const long Small = 128 * 1024;

    public static TBuilder WithBodyUpTo<TBuilder>(this TBuilder endpoint, long bytes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Limit(bytes));

    private sealed record Limit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
