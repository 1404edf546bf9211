namespace Spawner.Client;

/// <summary>A page of recorded tasks.</summary>
/// <param name="Tasks">
/// They. May be fewer than the page has room for, or none, though more pages follow: the cluster looks through a bounded number of tasks for
/// each page, and sends a bounded number of bytes.
/// </param>
/// <param name="Next">Asks for the next page; <see langword="null"/> after the last.</param>
public sealed record TaskPage(IReadOnlyList<TaskSnapshot> Tasks, string? Next);
