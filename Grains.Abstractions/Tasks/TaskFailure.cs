namespace Spawner;

/// <summary>Why a task failed, as text: exceptions of user code never cross the wire as objects.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskFailure")]
public sealed record TaskFailure
{
    /// <summary>Full name of the exception's type.</summary>
    [Id(0)] public required string Type { get; init; }

    /// <summary>Message of the exception, at most 4 KiB.</summary>
    [Id(1)] public required string Message { get; init; }

    /// <summary>Stack with inner exceptions, at most 16 KiB; empty if the handler never ran.</summary>
    [Id(2)] public string Stack { get; init; } = "";
}
