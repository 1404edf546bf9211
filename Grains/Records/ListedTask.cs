using Spawner.Grains.Storage;

namespace Spawner.Grains.Records;

/// <summary>A task as the store has it, without payloads, and as it is shown: with what the silo that holds it says.</summary>
internal readonly record struct ListedTask(StoredTask Task, TaskSnapshot Snapshot)
{
    public Guid Unique => Task.Definition.Unique;

    public TaskPhase Phase => Snapshot.Phase;
}

/// <summary>Some tasks, and where to go on.</summary>
/// <param name="Tasks">They.</param>
/// <param name="Next">Cursor of what follows; <see langword="null"/> after the last.</param>
internal readonly record struct ListedTasks(IReadOnlyList<ListedTask> Tasks, string? Next);
