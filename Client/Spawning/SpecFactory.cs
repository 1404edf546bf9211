using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Text.Json;
using Spawner.Contracts;

namespace Spawner.Client.Spawning;

/// <summary>Makes what travels from what callers give: encodes and validates everything before anything is sent.</summary>
internal sealed class SpecFactory(TimeProvider clock)
{
    private const int MaximumProblems = 20;

    /// <summary>One specification for each input.</summary>
    /// <exception cref="InvalidSpawnException">Something is not accepted; every problem is listed, of many the first twenty.</exception>
    public TaskSpec[] Create<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IEnumerable<TInput> inputs, SpawnOptions? options, int mostTasks, Activity? activity)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new SpawnOptions();
        var problems = SpawnValidator.Validate(options).ToList();
        var specs = new List<TaskSpec>();
        var template = Template(kind, options, activity);
        foreach (var input in inputs)
        {
            if (specs.Count == mostTasks)
            {
                problems.Add($"There are more than {mostTasks} inputs. Accepted: up to {mostTasks} in one batch (Spawner:Client:MaximumTasksPerBatch); spawn several batches.");
                break;
            }

            specs.Add(template with { Unique = Guid.CreateVersion7(clock.GetUtcNow()), Input = Encode(kind, input, specs.Count, problems) });
            if (problems.Count > MaximumProblems)
            {
                problems[^1] = "There are more problems; correct these first.";
                break;
            }
        }

        return problems.Count == 0 ? [.. specs] : throw new InvalidSpawnException(problems);
    }

    public static TaskDemands? DemandsOf(SpawnOptions? options) =>
        options is null || (options.Weight is null && options.RequiredLabels is null && options.PreferredLabels is null && options.Silo is null)
            ? null
            : new TaskDemands
            {
                Weight = options.Weight,
                RequiredLabels = Copy(options.RequiredLabels),
                PreferredLabels = Copy(options.PreferredLabels),
                Silo = options.Silo,
            };

    private static TaskSpec Template(TaskKind kind, SpawnOptions options, Activity? activity) => new()
    {
        Unique = Guid.Empty,
        Kind = kind.Name,
        Input = [],
        Name = options.Name,
        Tags = Copy(options.Tags),
        Timeout = options.Timeout,
        Demands = DemandsOf(options),
        TraceParent = activity is { Recorded: true } ? activity.Id : null,
    };

    private static byte[] Encode<TInput, TResult>(TaskKind<TInput, TResult> kind, TInput input, int index, List<string> problems)
    {
        try
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(input, kind.InputInfo);
            if (bytes.Length <= SpawnLimits.MaximumPayloadBytes)
            {
                return bytes;
            }

            problems.Add($"Input {index} of kind '{kind.Name}' is {bytes.Length} bytes of JSON. Accepted: up to {SpawnLimits.MaximumPayloadBytes}; store it elsewhere and pass a reference.");
        }
        catch (Exception failure) when (failure is NotSupportedException or JsonException or ArgumentException)
        {
            problems.Add($"Input {index} of kind '{kind.Name}' cannot be written as JSON: {failure.Message}");
        }

        return [];
    }

    // Options are copied on entry: what the caller does with its dictionaries afterwards changes no task.
    private static ReadOnlyDictionary<string, string>? Copy(IReadOnlyDictionary<string, string>? texts) =>
        texts is null ? null : new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(texts));
}
