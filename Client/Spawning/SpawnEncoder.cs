using System.Runtime.CompilerServices;
using System.Text.Json;
using Orleans.Runtime;
using Spawner.Client.Tasks;
using Spawner.Contracts;

namespace Spawner.Client.Spawning;

/// <summary>Turns inputs and options into what is sent; finds every problem before anything is.</summary>
internal sealed class SpawnEncoder(SpawnerClientOptions options, TimeProvider clock, UniqueNumbers numbers)
{
    private readonly ConditionalWeakTable<TaskKind, Common> _plain = [];

    /// <summary>What is sent of each of some tasks that are spawned together, and what the client remembers of them.</summary>
    public readonly record struct Encoded(TaskOrigin Origin, TaskSpec[] Tasks)
    {
        /// <summary>The same tasks as part of a trace; of none, if there is no parent.</summary>
        public Encoded TracedBy(string? parent)
        {
            if (parent is null || Tasks is [])
            {
                return this;
            }

            // Mostly all tasks have one template; those of a broadcast have one each.
            TaskTemplate? plain = null;
            TaskTemplate? traced = null;
            return this with { Tasks = Array.ConvertAll(Tasks, task => task with { Template = Traced(task.Template) }) };

            TaskTemplate Traced(TaskTemplate template)
            {
                if (!ReferenceEquals(template, plain))
                {
                    (plain, traced) = (template, template with { TraceParent = parent });
                }

                return traced!;
            }
        }
    }

    /// <summary>What all tasks of a spawn have in common.</summary>
    private sealed record Common(TaskTemplate Template, TaskOrigin Origin);

    /// <summary>The same for another caller.</summary>
    public SpawnEncoder For(SpawnerClientOptions caller) => new(caller, clock, numbers);

    /// <exception cref="InvalidSpawnException">An input or an option is not accepted.</exception>
    public Encoded Encode<TInput, TResult>(TaskKind<TInput, TResult> kind, IEnumerable<TInput> inputs, SpawnOptions? spawn, bool single)
    {
        var problems = new ProblemList();
        // Most spawns have no options, and then nothing of their own.
        var common = spawn is null ? _plain.GetValue(kind, plain => CommonOf(plain, spawn: null)) : CommonOf(kind, Copy(spawn));
        foreach (var problem in spawn is null ? [] : TemplateRules.Validate(common.Template).Concat(SpawnValidator.Validate(spawn)))
        {
            problems.Add(problem);
        }

        if (!single && spawn is ({ Key: not null } or { IdempotencyKey: not null }))
        {
            problems.Add("Many tasks cannot have one key. Accepted: a key, or an idempotency key, of one task; spawn several with keys of their own by SpawnEachAsync.");
        }

        if (spawn?.IdempotencyKey is not null && !common.Template.IsDurable)
        {
            problems.Add("The task has an idempotency key, and is not durable. Accepted: an idempotency key of a durable task; spawn it with Durable = true.");
        }

        var tasks = EncodeInputs(kind, inputs, common.Template, spawn?.IdempotencyKey, problems, single);
        problems.ThrowIfAny();
        return new Encoded(common.Origin, tasks);
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
        Unique = numbers.Next(),
        Template = task.Template with { Demands = (task.Demands ?? new TaskDemands()) with { Silo = silo.ToParsableString() } },
    };

    private Common CommonOf(TaskKind kind, SpawnOptions? spawn) => new(
        new TaskTemplate
        {
            Kind = kind.Name,
            Name = spawn?.Name,
            Tags = spawn?.Tags,
            Timeout = spawn?.Timeout,
            Limits = spawn is null or { WaitingTimeout: null, TotalTimeout: null, HeartbeatTimeout: null }
                ? null
                : new TaskLimits { Waiting = spawn.WaitingTimeout, Total = spawn.TotalTimeout, Heartbeat = spawn.HeartbeatTimeout },
            StartDelay = StartDelayOf(spawn),
            Retry = spawn?.Retry,
            Key = TaskKeys.RuleOf(kind.Name, spawn?.Key),
            Demands = DemandsOf(spawn),
            IsDurable = spawn?.Durable ?? kind.IsDurable,
        },
        new TaskOrigin(kind.Name, spawn, options.Namespace, options.Submitter));

    /// <summary>Relative: the clocks of silos and store need not run as this one does.</summary>
    private TimeSpan? StartDelayOf(SpawnOptions? spawn)
    {
        var delay = spawn?.StartAt is { } at ? at - clock.GetUtcNow() : spawn?.StartAfter;
        return spawn?.StartAt is not null && delay < TimeSpan.Zero || delay == TimeSpan.Zero ? null : delay;
    }

    private TaskSpec[] EncodeInputs<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IEnumerable<TInput> inputs, TaskTemplate template, string? idempotencyKey, ProblemList problems, bool single)
    {
        using var writer = new InputWriter();
        List<TaskSpec> tasks = inputs.TryGetNonEnumeratedCount(out var count) ? new(Math.Min(count, options.MaximumTasksPerBatch)) : [];
        foreach (var (index, input) in inputs.Index())
        {
            if (index == options.MaximumTasksPerBatch)
            {
                problems.Add($"There are more than {options.MaximumTasksPerBatch} inputs. Accepted in one batch: up to that many; spawn several batches.");
                break;
            }

            var (json, problem) = EncodeInput(writer, kind, input);
            if (problem is not null)
            {
                problems.Add($"{(single ? "The input" : $"Input {index}")} is not accepted: {problem}");
            }

            // Once there is a problem nothing will be sent, and the rest is encoded only to be checked.
            if (problems.IsEmpty)
            {
                tasks.Add(new TaskSpec { Unique = idempotencyKey is null ? numbers.Next() : TaskKeys.UniqueOf(options.Namespace, kind.Name, idempotencyKey), Template = template, Input = json });
            }
        }

        return [.. tasks];
    }

    private static (ReadOnlyMemory<byte> Json, string? Problem) EncodeInput<TInput, TResult>(
        InputWriter writer, TaskKind<TInput, TResult> kind, TInput input)
    {
        try
        {
            var json = writer.Write(input, kind.InputInfo);
            return (json, SpawnValidator.ValidateInput(json.Length));
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            return (default, $"it cannot be written as JSON of {typeof(TInput)}: {failure.Message}");
        }
    }

    /// <summary>The caller may change its dictionaries once the spawn has returned, or before.</summary>
    private static SpawnOptions Copy(SpawnOptions options) => options with
    {
        Tags = Copy(options.Tags),
        RequiredLabels = Copy(options.RequiredLabels),
        PreferredLabels = Copy(options.PreferredLabels),
        Retry = options.Retry is { } retry ? retry with { NonRetryable = [.. retry.NonRetryable] } : null,
    };

    private static Dictionary<string, string>? Copy(IReadOnlyDictionary<string, string>? pairs) =>
        pairs is null or { Count: 0 } ? null : new Dictionary<string, string>(pairs);
}
