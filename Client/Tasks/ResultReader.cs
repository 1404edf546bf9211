using System.Text.Json;

namespace Spawner.Client.Tasks;

/// <summary>Reads results as the type that a kind gives, and says what does not fit.</summary>
internal static class ResultReader
{
    /// <param name="kind">The kind that the caller expects.</param>
    /// <param name="id">The task.</param>
    /// <param name="found">The kind under which it was spawned; <see langword="null"/> if that is not known.</param>
    /// <param name="json">Its result.</param>
    /// <exception cref="ResultTypeException">The kind is another, or the result does not fit the type.</exception>
    public static TResult Read<TInput, TResult>(TaskKind<TInput, TResult> kind, TaskId id, string? found, byte[]? json)
    {
        if (found is not null && found != kind.Name && !kind.Aliases.Contains(found))
        {
            throw new ResultTypeException(
                $"Task {id} is of kind '{found}', but its result was asked for as that of {Expected(kind)}. Get the task with the kind that spawned it.");
        }

        try
        {
            return JsonSerializer.Deserialize(json ?? [], kind.ResultInfo)!;
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            throw new ResultTypeException(
                $"The result of task {id} ({json?.Length ?? 0} bytes of JSON) does not fit {typeof(TResult)}, the result of {Expected(kind)}: {failure.Message} "
                + "Check that client and silo use the same version of the kind.",
                failure);
        }
    }

    private static string Expected(TaskKind kind) =>
        kind.Aliases.Count == 0 ? $"kind '{kind.Name}'" : $"kind '{kind.Name}' (earlier '{string.Join("', '", kind.Aliases)}')";
}
