namespace Spawner.Grains.Storage;

/// <summary>Where a page of tasks ends: the id of its last one, as text.</summary>
internal static class TaskCursor
{
    public static string Write(Guid last) => last.ToString("N");

    /// <summary>The id after which the page begins; <see langword="null"/> for the first page.</summary>
    /// <exception cref="ArgumentException">The text is no cursor.</exception>
    public static Guid? Read(string? cursor) => cursor is null
        ? null
        : Guid.TryParseExact(cursor, "N", out var last)
            ? last
            : throw new ArgumentException($"'{cursor}' is no cursor of a page of tasks. Pass on what the page before gave as its next, or none for the first page.", nameof(cursor));
}
