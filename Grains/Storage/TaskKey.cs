namespace Spawner.Grains.Storage;

/// <summary>What at most one task of a namespace holds: another one with the same text is refused, or replaces it.</summary>
/// <remarks>
/// A task holds its key from its insert on, while it has not ended; after its end as long as it is kept, if the key outlives that
/// sort of end; and never for longer than <paramref name="Period"/>. Once it holds it no more another task may take it, though the
/// first one may still run, and may end without any effect on the key. One that is forgotten holds nothing.
/// </remarks>
/// <param name="Text">1 to 256 characters, compared as they are.</param>
/// <param name="Period">From the submission of the task on; <see langword="null"/> for no limit.</param>
/// <param name="KeptWhenSucceeded">Whether one that has succeeded still holds it.</param>
/// <param name="KeptWhenFailed">Whether one that has ended otherwise still holds it.</param>
internal sealed record TaskKey(string Text, TimeSpan? Period = null, bool KeptWhenSucceeded = false, bool KeptWhenFailed = false)
{
    /// <summary>Whether a task that is in this phase holds it, as long as its period lasts.</summary>
    public bool IsHeldIn(TaskPhase phase) => !phase.IsTerminal() || (phase == TaskPhase.Succeeded ? KeptWhenSucceeded : KeptWhenFailed);
}
