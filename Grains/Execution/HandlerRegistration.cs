using System.Text.Json;

namespace Spawner.Grains.Execution;

/// <summary>A kind's handler as the executor calls it: bytes in, bytes out.</summary>
internal sealed record HandlerRegistration
{
    public required TaskKind Kind { get; init; }

    public required ExecutionMode Mode { get; init; }

    /// <summary>Slots that one task takes unless its submitter says otherwise.</summary>
    public required double Weight { get; init; }

    /// <summary>For tasks whose submitter says nothing; <see langword="null"/> for no further attempt.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Each task gets services of its own; a handler that is a mere function needs none.</summary>
    public required bool NeedsServices { get; init; }

    public required Func<IServiceProvider?, ReadOnlyMemory<byte>, ITaskContext, CancellationToken, ValueTask<byte[]>> Invoke { get; init; }
}

/// <summary>Makes registrations: the only place where payloads are decoded and encoded.</summary>
internal static class HandlerRegistrations
{
    public static Func<IServiceProvider?, ReadOnlyMemory<byte>, ITaskContext, CancellationToken, ValueTask<byte[]>> Invoker<TInput, TResult>(
        TaskKind<TInput, TResult> kind,
        Func<IServiceProvider?, TInput, ITaskContext, CancellationToken, Task<TResult>> handler) =>
        async (services, payload, context, cancellationToken) =>
        {
            var input = Decode(kind, payload);
            var result = await handler(services, input, context, cancellationToken);
            return Encode(kind, result);
        };

    private static TInput Decode<TInput, TResult>(TaskKind<TInput, TResult> kind, ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Span, kind.InputInfo)!;
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or FormatException)
        {
            throw new UnreadableInputException(
                $"The input of kind '{kind.Name}' ({payload.Length} bytes of JSON) cannot be read as {typeof(TInput).Name}: {failure.Message} "
                + "Spawn it again with the type that the kind declares; nothing was run.",
                failure);
        }
    }

    private static byte[] Encode<TInput, TResult>(TaskKind<TInput, TResult> kind, TResult result)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(result, kind.ResultInfo);
        return bytes.Length <= SpawnLimits.MaximumPayloadBytes
            ? bytes
            : throw new OversizeResultException(
                $"The result of kind '{kind.Name}' is {bytes.Length} bytes of JSON; accepted are up to {SpawnLimits.MaximumPayloadBytes}. "
                + "Store large results elsewhere and return a reference.");
    }
}

/// <summary>The submitted bytes are not what the kind's input type reads.</summary>
internal sealed class UnreadableInputException(string message, Exception inner) : Exception(message, inner);

/// <summary>The handler returned more than a message carries.</summary>
internal sealed class OversizeResultException(string message) : Exception(message);
