using System.Text.Json;
using Orleans.Runtime;
using Spawner.Client.Tasks;
using Spawner.Contracts;

namespace Spawner.Client.Spawning;

/// <summary>Turns inputs and options into what is sent; finds every problem before anything is.</summary>
internal sealed class SpawnEncoder(SpawnerClientOptions options, TimeProvider clock)
{
    private readonly UniqueNumbers _numbers = new(clock);

    /// <summary>What is sent of each of some tasks that are spawned together, and what the client remembers of them.</summary>
    public readonly record struct Encoded(TaskOrigin Origin, TaskSpec[] Tasks);

    /// <exception cref="InvalidSpawnException">An input or an option is not accepted.</exception>
    public Encoded Encode<TInput, TResult>(TaskKind<TInput, TResult> kind, IEnumerable<TInput> inputs, SpawnOptions? spawn, bool single)
    {
        var problems = new ProblemList();
        var copy = Copy(spawn);
        foreach (var problem in copy is null ? [] : SpawnValidator.Validate(copy))
        {
            problems.Add(problem);
        }

        var template = new TaskSpec
        {
            Unique = default,
            Kind = kind.Name,
            Input = [],
            Name = copy?.Name,
            Tags = copy?.Tags,
            Timeout = copy?.Timeout,
            Demands = DemandsOf(copy),
        };
        var tasks = EncodeInputs(kind, inputs, template, problems, single);
        problems.ThrowIfAny();
        return new Encoded(new TaskOrigin(kind.Name, copy, options.Namespace, options.Submitter), tasks);
    }

    /// <summary>What options ask of a silo; <see langword="null"/> if nothing.</summary>
    public static TaskDemands? DemandsOf(SpawnOptions? options) =>
        options is null or { Weight: null, RequiredLabels: null, PreferredLabels: null, Silo: null }
            ? null
            : new TaskDemands
            {
                Weight = options.Weight,
                RequiredLabels = options.RequiredLabels,
                PreferredLabels = options.PreferredLabels,
                Silo = options.Silo,
            };

    /// <summary>The same task for one silo only, as a task of its own.</summary>
    public TaskSpec Pin(TaskSpec task, SiloAddress silo) => task with
    {
        Unique = _numbers.Next(),
        Demands = (task.Demands ?? new TaskDemands()) with { Silo = silo.ToParsableString() },
    };

    private TaskSpec[] EncodeInputs<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IEnumerable<TInput> inputs, TaskSpec template, ProblemList problems, bool single)
    {
        List<TaskSpec> tasks = [];
        foreach (var (index, input) in inputs.Index())
        {
            if (index == options.MaximumTasksPerBatch)
            {
                problems.Add($"There are more than {options.MaximumTasksPerBatch} inputs. Accepted in one batch: up to that many; spawn several batches.");
                break;
            }

            var (json, problem) = EncodeInput(kind, input);
            if (problem is not null)
            {
                problems.Add($"{(single ? "The input" : $"Input {index}")} is not accepted: {problem}");
            }

            // Once there is a problem nothing will be sent, and the rest is encoded only to be checked.
            if (problems.IsEmpty)
            {
                tasks.Add(template with { Unique = _numbers.Next(), Input = json });
            }
        }

        return [.. tasks];
    }

    private static (byte[] Json, string? Problem) EncodeInput<TInput, TResult>(TaskKind<TInput, TResult> kind, TInput input)
    {
        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(input, kind.InputInfo);
            return (json, SpawnValidator.ValidateInput(json));
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            return ([], $"it cannot be written as JSON of {typeof(TInput)}: {failure.Message}");
        }
    }

    /// <summary>The caller may change its dictionaries once the spawn has returned, or before.</summary>
    private static SpawnOptions? Copy(SpawnOptions? options) => options is null ? null : options with
    {
        Tags = Copy(options.Tags),
        RequiredLabels = Copy(options.RequiredLabels),
        PreferredLabels = Copy(options.PreferredLabels),
    };

    private static Dictionary<string, string>? Copy(IReadOnlyDictionary<string, string>? pairs) =>
        pairs is null or { Count: 0 } ? null : new Dictionary<string, string>(pairs);
}
