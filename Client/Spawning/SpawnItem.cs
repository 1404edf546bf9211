namespace Spawner.Client;

/// <summary>One of several tasks that are spawned with a report for each.</summary>
/// <param name="Input">Its input.</param>
/// <typeparam name="TInput">Type of the input.</typeparam>
public sealed record SpawnItem<TInput>(TInput Input)
{
    /// <summary>As <see cref="SpawnOptions.Name"/>; by default that of the options of all.</summary>
    public string? Name { get; init; }

    /// <summary>As <see cref="SpawnOptions.Key"/>.</summary>
    public UniqueKey? Key { get; init; }

    /// <summary>As <see cref="SpawnOptions.IdempotencyKey"/>.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>What became of one of several spawns: it has a task, or a problem.</summary>
/// <typeparam name="TResult">Type of the task's result.</typeparam>
public sealed record SpawnReport<TResult>
{
    /// <summary>The task: a new one, or the one that has the key; <see langword="null"/> if there is a problem.</summary>
    public TaskHandle<TResult>? Task { get; init; }

    /// <summary>Whether the task was there before, and has the key.</summary>
    public bool IsExisting { get; init; }

    /// <summary>Why there is no task.</summary>
    public SpawnerException? Problem { get; init; }
}
