using Spawner.Grains.Storage;

namespace Spawner.Grains.Records;

/// <summary>Makes a page of what the store returned: those that match, up to a number and to as many bytes as a message may well have. Pure.</summary>
internal static class PageCut
{
    // Failures may have 20 KiB of text each, and a page a thousand of them.
    private const int MaximumCharacters = 2 * 1024 * 1024;

    /// <param name="scanned">What the store returned, in order.</param>
    /// <param name="wanted">Phases that match; <see langword="null"/> for any.</param>
    /// <param name="most">Most tasks of the page.</param>
    /// <param name="next">The store's own cursor, after all that it returned.</param>
    public static ListedTasks Take(IReadOnlyList<ListedTask> scanned, IReadOnlyCollection<TaskPhase>? wanted, int most, string? next)
    {
        List<ListedTask> page = [];
        var characters = 0;
        for (var i = 0; i < scanned.Count; i++)
        {
            if (!PhaseConditions.Matches(wanted, scanned[i].Phase))
            {
                continue;
            }

            page.Add(scanned[i]);
            characters += Length(scanned[i].Snapshot);
            if ((page.Count == most || characters > MaximumCharacters) && i < scanned.Count - 1)
            {
                return new(page, TaskCursor.Write(scanned[i].Unique));
            }
        }

        return new(page, next);
    }

    private static int Length(TaskSnapshot task) =>
        (task.Failure?.Message.Length ?? 0) + (task.Failure?.Stack.Length ?? 0) + (task.Progress?.Message?.Length ?? 0)
        + task.Tags.Sum(tag => tag.Key.Length + tag.Value.Length);
}
