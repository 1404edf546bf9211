namespace Spawner.Api.Tasks;

/// <summary>One task to spawn.</summary>
/// <param name="Kind">Name of its kind.</param>
/// <param name="Input">Its input, any JSON; null if it is left out.</param>
/// <param name="Options">What else is said of it.</param>
internal sealed record SpawnBody(string? Kind, RawJson Input, SpawnOptionsBody? Options);

/// <summary>A task that was spawned.</summary>
internal sealed record SpawnedView(string Id);

/// <summary>Several tasks of one kind to spawn.</summary>
/// <param name="Kind">Name of their kind.</param>
/// <param name="Items">The tasks, 1 to 1,000.</param>
/// <param name="Options">What is said of all.</param>
internal sealed record BatchBody(string? Kind, IReadOnlyList<BatchItemBody?>? Items, SpawnOptionsBody? Options);

/// <summary>One of several tasks to spawn.</summary>
internal sealed record BatchItemBody(RawJson Input, string? IdempotencyKey, KeyBody? Key);

/// <summary>What became of each task, in the order of the items.</summary>
internal sealed record BatchView(IReadOnlyList<BatchItemView> Tasks);

/// <summary>One of them: it has an id or a problem.</summary>
internal sealed record BatchItemView(int Index, string? Id, Problems.Problem? Problem);
