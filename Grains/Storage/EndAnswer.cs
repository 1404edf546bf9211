namespace Spawner.Grains.Storage;

/// <summary>What became of an end that was to be written.</summary>
/// <param name="Ending">The end.</param>
/// <param name="IsWritten">Whether it stands; if not, and nothing failed, the task is another silo's, or has ended.</param>
/// <param name="Failure">Why the store did not take it.</param>
internal readonly record struct EndAnswer(TaskEnding Ending, bool IsWritten, TaskStoreException? Failure = null);
