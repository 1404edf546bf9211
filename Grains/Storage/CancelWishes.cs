namespace Spawner.Grains.Storage;

/// <summary>Notes in the store that a durable task is to be cancelled, for whoever has it after this silo.</summary>
internal sealed partial class CancelWishes(ILogger<CancelWishes> logger, ITaskStore? store = null)
{
    /// <summary>Does what it can: if the store does not answer, the wish is this silo's alone.</summary>
    public async Task NoteAsync(TaskId id)
    {
        try
        {
            await store!.CancelAsync([id.Unique], CancellationToken.None);
        }
        catch (TaskStoreException failure)
        {
            LogNotNoted(id, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Task {TaskId} was told to stop; that it was could not be written down, and is forgotten if this silo dies now: {Reason}")]
    private partial void LogNotNoted(TaskId taskId, string reason);
}
