using Spawner.Contracts;

namespace Spawner.Grains.Intake;

/// <summary>
/// Holds every request against the limits, whoever sent it: a client library checks too, but a door trusts nobody. Pure.
/// </summary>
internal static class SpawnRequestValidator
{
    private const int MaximumProblems = 20;

    /// <summary>Every problem, each a sentence; of many, the first twenty and how many more.</summary>
    public static string[] Validate(SpawnRequest request)
    {
        var problems = OfRequest(request).Concat(request.Tasks.SelectMany(OfTask)).Take(MaximumProblems + 1).ToList();
        if (problems.Count > MaximumProblems)
        {
            problems[MaximumProblems] = "There are more problems; correct these first.";
        }

        return [.. problems];
    }

    private static IEnumerable<string> OfRequest(SpawnRequest request)
    {
        if (!TaskKind.IsValidName(request.Namespace))
        {
            yield return $"The namespace '{request.Namespace}' is not accepted. Accepted: 1 to {TaskKind.MaximumNameLength} ASCII letters, digits, '.', '-' and '_'.";
        }

        if (request.Submitter.Length is 0 or > SpawnLimits.MaximumTextLength)
        {
            yield return $"The submitter has {request.Submitter.Length} characters. Accepted: 1 to {SpawnLimits.MaximumTextLength}.";
        }

        if (request.Tasks.Length is 0 or > SpawnLimits.MaximumBatchItems)
        {
            yield return $"The message has {request.Tasks.Length} tasks. Accepted: 1 to {SpawnLimits.MaximumBatchItems}; send several messages.";
        }

        var bytes = request.Tasks.Sum(t => (long)t.Input.Length);
        if (bytes > SpawnLimits.MaximumBatchBytes && request.Tasks.Length > 1)
        {
            yield return $"The message has {bytes} bytes of input. Accepted: up to {SpawnLimits.MaximumBatchBytes}; send several messages.";
        }
    }

    private static IEnumerable<string> OfTask(TaskSpec task)
    {
        if (task.Unique == Guid.Empty)
        {
            yield return "A task has no unique id.";
        }

        if (!TaskKind.IsValidName(task.Kind))
        {
            yield return $"Task {task.Unique:N}: '{task.Kind}' is no name for a kind.";
        }

        if (task.Input.Length > SpawnLimits.MaximumPayloadBytes)
        {
            yield return $"Task {task.Unique:N}: its input has {task.Input.Length} bytes. Accepted: up to {SpawnLimits.MaximumPayloadBytes}.";
        }

        if (task.Name?.Length > SpawnLimits.MaximumTextLength)
        {
            yield return $"Task {task.Unique:N}: its name has {task.Name.Length} characters. Accepted: up to {SpawnLimits.MaximumTextLength}.";
        }

        if (task.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > SpawnLimits.MaximumTimeout))
        {
            yield return $"Task {task.Unique:N}: its timeout is {timeout}. Accepted: more than zero, up to {SpawnLimits.MaximumTimeout.TotalDays} days.";
        }

        if (task.Demands?.Weight is { } weight && weight is not (>= 0 and <= SpawnLimits.MaximumWeight))
        {
            yield return $"Task {task.Unique:N}: its weight is {weight}. Accepted: 0 to {SpawnLimits.MaximumWeight}.";
        }

        if (task is { Tags: null, Demands: null })
        {
            yield break;
        }

        var maps = new[] { ("tags", task.Tags), ("required labels", task.Demands?.RequiredLabels), ("preferred labels", task.Demands?.PreferredLabels) };
        foreach (var (what, pairs) in maps)
        {
            if (pairs?.Count > SpawnLimits.MaximumTags)
            {
                yield return $"Task {task.Unique:N}: it has {pairs.Count} {what}. Accepted: up to {SpawnLimits.MaximumTags}.";
            }

            if (pairs?.Any(t => t.Key.Length is 0 or > SpawnLimits.MaximumTextLength || t.Value is null or { Length: > SpawnLimits.MaximumTextLength }) is true)
            {
                yield return $"Task {task.Unique:N}: a key or value of its {what} is empty or too long. Accepted: up to {SpawnLimits.MaximumTextLength} characters.";
            }
        }
    }
}
