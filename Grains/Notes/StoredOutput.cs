using Spawner.Grains.Storage;

namespace Spawner.Grains.Notes;

/// <summary>Reads what the store keeps of the output of durable tasks.</summary>
internal sealed class StoredOutput(ITaskStore? store = null)
{
    /// <param name="task">The task.</param>
    /// <param name="from">Position of the first byte wanted.</param>
    /// <param name="hasEnded">Whether the task had ended before: then nothing follows.</param>
    /// <exception cref="TimeoutException">The store does not answer: whoever asks may ask again.</exception>
    public async Task<TaskOutputPart> ReadAsync(Guid task, long from, bool hasEnded)
    {
        if (store is null)
        {
            return OutputParts.Nothing(from, hasEnded);
        }

        var output = await StoreQuestion.AskAsync(
            $"The output of task {task:N} could not be read", () => store.ReadOutputAsync(task, from, OutputLimit.Bytes, CancellationToken.None));
        return OutputParts.Of(from, output.From, output.Bytes.Span, hasEnded);
    }

    /// <summary>The task as the store has it; <see langword="null"/> if it has none of that number.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<StoredTask?> FindAsync(Guid task) => store is null
        ? null
        : (await StoreQuestion.AskAsync($"Task {task:N} could not be looked for", () => store.FindAsync([task], CancellationToken.None)))[0];
}
