using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Spawner.Grains.Execution;

/// <summary>States of handlers as they are kept: UTF-8 JSON.</summary>
internal static class Checkpoints
{
    /// <exception cref="CheckpointException">It is too large, or cannot be written.</exception>
    public static byte[] Encode<T>(RunningTask run, T state, JsonTypeInfo<T> typeInfo)
    {
        byte[] checkpoint;
        try
        {
            checkpoint = JsonSerializer.SerializeToUtf8Bytes(state, typeInfo);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or ArgumentException)
        {
            throw new CheckpointException($"The checkpoint of {NameOf(run)} cannot be written as JSON of {typeof(T).Name}: {failure.Message} The one before stands.", failure);
        }

        return checkpoint.Length <= SpawnLimits.MaximumCheckpointBytes
            ? checkpoint
            : throw new CheckpointException(
                $"The checkpoint of {NameOf(run)} is {checkpoint.Length} bytes of JSON; accepted are up to {SpawnLimits.MaximumCheckpointBytes}. "
                + "The one before stands. Store large states elsewhere and save a reference.");
    }

    /// <returns>Whether there is a state at all: JSON's null is none.</returns>
    /// <exception cref="CheckpointException">It cannot be read as this type.</exception>
    public static bool TryDecode<T>(RunningTask run, byte[] checkpoint, JsonTypeInfo<T> typeInfo, [MaybeNullWhen(false)] out T state)
    {
        try
        {
            state = JsonSerializer.Deserialize(checkpoint, typeInfo);
            return state is not null;
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or FormatException)
        {
            throw new CheckpointException(
                $"The checkpoint of {NameOf(run)} ({checkpoint.Length} bytes of JSON) cannot be read as {typeof(T).Name}: {failure.Message} "
                + "Read it as the type that it was saved as, or let the handler begin anew and save another.",
                failure);
        }
    }

    private static string NameOf(RunningTask run) => $"task {run.Id} of kind '{run.Kind}', run {run.Run},";
}
