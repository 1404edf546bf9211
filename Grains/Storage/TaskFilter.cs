namespace Spawner.Grains.Storage;

/// <summary>The conditions of a query, asked of one task.</summary>
internal readonly struct TaskFilter(TaskQuery query)
{
    public bool Matches(StoredTask task) =>
        Is(query.Namespace, task.Definition.Namespace)
        && Is(query.Kind, task.Definition.Kind)
        && (query.Phases is null || query.Phases.Contains(task.Phase))
        && Is(query.SiloName, task.SiloName)
        && (query.Keys is null || (task.Definition.Key is { } key && query.Keys.Contains(key.Text)))
        && HasTags(task)
        && HasFailureText(task)
        && !(task.SubmittedAt < query.SubmittedFrom)
        && !(task.SubmittedAt >= query.SubmittedTo);

    private static bool Is(string? wanted, string? found) => wanted is null || wanted == found;

    private bool HasTags(StoredTask task) =>
        query.Tags is null || query.Tags.All(tag => task.Definition.Tags.TryGetValue(tag.Key, out var value) && value == tag.Value);

    private bool HasFailureText(StoredTask task) =>
        query.FailureText is not { } text
        || (task.Failure is { } failure
            && (failure.Type.Contains(text, StringComparison.OrdinalIgnoreCase) || failure.Message.Contains(text, StringComparison.OrdinalIgnoreCase)));
}
