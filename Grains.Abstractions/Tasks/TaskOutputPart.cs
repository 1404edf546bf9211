namespace Spawner;

/// <summary>A part of what a task has written. Positions count the bytes of the UTF-8 text, over all runs of the task.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskOutputPart")]
public sealed record TaskOutputPart
{
    /// <summary>Position of the first character; later than asked for if those before are not kept any more.</summary>
    [Id(0)] public required long From { get; init; }

    /// <summary>The text from there on; empty if there is none.</summary>
    [Id(1)] public required string Text { get; init; }

    /// <summary>Position from which to read on.</summary>
    [Id(2)] public required long Next { get; init; }

    /// <summary>Bytes between the position that was asked for and <see cref="From"/>: they are not kept any more.</summary>
    [Id(3)] public long Dropped { get; init; }

    /// <summary>The task has ended, and nothing follows.</summary>
    [Id(4)] public bool IsLast { get; init; }

    /// <summary>Whether it tells nothing: neither text nor that some is gone.</summary>
    internal bool IsEmpty => Text.Length == 0 && Dropped == 0;
}
