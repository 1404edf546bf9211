using Spawner.Contracts;

namespace Spawner.Grains.Intake;

/// <summary>
/// Holds every request against the limits, whoever sent it: a client library checks too, but a door trusts nobody. Pure.
/// </summary>
internal static class SpawnRequestValidator
{
    private const int MaximumProblems = 20;

    /// <summary>Every problem, each a sentence; of many, the first twenty and how many more.</summary>
    public static string[] Validate(SpawnRequest request, bool mayBeDurable)
    {
        List<string> problems = [.. OfRequest(request)];
        foreach (var first in request.Tasks.FirstOfEachTemplate)
        {
            problems.AddRange(OfTemplate(first));
            if (first.Template.IsDurable && !mayBeDurable)
            {
                problems.Add($"Tasks of kind '{first.Kind}' are to be durable, and this cluster has no store. Configure Spawner:Storage on its silos, or spawn them with Durable = false.");
            }
        }

        foreach (ref readonly var task in request.Tasks.Span)
        {
            if (OfTask(task) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return problems.Count <= MaximumProblems ? [.. problems] : [.. problems.Take(MaximumProblems), "There are more problems; correct these first."];
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

        if (request.Tasks.Count is 0 or > SpawnLimits.MaximumBatchItems)
        {
            yield return $"The message has {request.Tasks.Count} tasks. Accepted: 1 to {SpawnLimits.MaximumBatchItems}; send several messages.";
        }

        var bytes = Bytes(request.Tasks);
        if (bytes > SpawnLimits.MaximumBatchBytes && request.Tasks.Count > 1)
        {
            yield return $"The message has {bytes} bytes of input. Accepted: up to {SpawnLimits.MaximumBatchBytes}; send several messages.";
        }
    }

    private static long Bytes(TaskSpecs tasks)
    {
        long bytes = 0;
        foreach (ref readonly var task in tasks.Span)
        {
            bytes += task.Input.Length;
        }

        return bytes;
    }

    private static string? OfTask(in TaskSpec task)
    {
        if (task.Unique == Guid.Empty)
        {
            return "A task has no unique id.";
        }

        return task.Input.Length > SpawnLimits.MaximumPayloadBytes
            ? $"Task {task.Unique:N}: its input has {task.Input.Length} bytes. Accepted: up to {SpawnLimits.MaximumPayloadBytes}."
            : null;
    }

    /// <param name="first">The first of the tasks that have it.</param>
    private static IEnumerable<string> OfTemplate(TaskSpec first)
    {
        var template = first.Template;
        if (!TaskKind.IsValidName(template.Kind))
        {
            yield return $"Task {first.Unique:N}: '{template.Kind}' is no name for a kind.";
        }

        if (template.Name?.Length > SpawnLimits.MaximumTextLength)
        {
            yield return $"Task {first.Unique:N}: its name has {template.Name.Length} characters. Accepted: up to {SpawnLimits.MaximumTextLength}.";
        }

        foreach (var problem in TemplateRules.Validate(template))
        {
            yield return $"Task {first.Unique:N}: {problem}";
        }

        if (template.Demands?.Weight is { } weight && weight is not (>= 0 and <= SpawnLimits.MaximumWeight))
        {
            yield return $"Task {first.Unique:N}: its weight is {weight}. Accepted: 0 to {SpawnLimits.MaximumWeight}.";
        }

        if (template is { Tags: null, Demands: null })
        {
            yield break;
        }

        var maps = new[] { ("tags", template.Tags), ("required labels", template.Demands?.RequiredLabels), ("preferred labels", template.Demands?.PreferredLabels) };
        foreach (var (what, pairs) in maps)
        {
            if (pairs?.Count > SpawnLimits.MaximumTags)
            {
                yield return $"Task {first.Unique:N}: it has {pairs.Count} {what}. Accepted: up to {SpawnLimits.MaximumTags}.";
            }

            if (pairs?.Any(t => t.Key.Length is 0 or > SpawnLimits.MaximumTextLength || t.Value is null or { Length: > SpawnLimits.MaximumTextLength }) is true)
            {
                yield return $"Task {first.Unique:N}: a key or value of its {what} is empty or too long. Accepted: up to {SpawnLimits.MaximumTextLength} characters.";
            }
        }
    }
}
