namespace Spawner;

/// <summary>What a handler last said of its progress.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskProgress")]
public sealed record TaskProgress
{
    /// <summary>Share of the work done, 0 to 1; <see langword="null"/> if the handler cannot tell.</summary>
    [Id(0)] public double? Fraction { get; init; }

    /// <summary>A short text for people, at most 1 KiB.</summary>
    [Id(1)] public string? Message { get; init; }
}
