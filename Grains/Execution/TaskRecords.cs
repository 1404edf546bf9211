using System.Text.Json;
using System.Text.Json.Serialization;
using Spawner.Contracts;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Execution;

/// <summary>What the engine needs of a durable task besides what the store reads; JSON in <see cref="TaskDefinition.Settings"/>.</summary>
internal sealed record TaskSettings
{
    /// <summary>The silo at which whoever spawned it looks for it.</summary>
    public required string Home { get; init; }

    public TimeSpan? Timeout { get; init; }

    public double? Weight { get; init; }

    public IReadOnlyDictionary<string, string>? RequiredLabels { get; init; }

    public IReadOnlyDictionary<string, string>? PreferredLabels { get; init; }

    public string? Silo { get; init; }

    public string? TraceParent { get; init; }

    public RetryPolicy? Retry { get; init; }

    public TaskLimits? Limits { get; init; }

    public TimeSpan? StartDelay { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TaskSettings))]
internal sealed partial class TaskSettingsContext : JsonSerializerContext;

/// <summary>Turns tasks into what the store keeps of them, and back. Pure.</summary>
internal static class TaskRecords
{
    /// <summary>Settings of a template's tasks; the same for all of them.</summary>
    public static byte[] SettingsOf(TaskTemplate template, SiloAddress home) => JsonSerializer.SerializeToUtf8Bytes(
        new TaskSettings
        {
            Home = home.ToParsableString(),
            Timeout = template.Timeout,
            Weight = template.Demands?.Weight,
            RequiredLabels = template.Demands?.RequiredLabels,
            PreferredLabels = template.Demands?.PreferredLabels,
            Silo = template.Demands?.Silo,
            TraceParent = template.TraceParent,
            Retry = template.Retry,
            Limits = template.Limits,
            StartDelay = template.StartDelay,
        },
        TaskSettingsContext.Default.TaskSettings);

    public static TaskDefinition ToDefinition(in TaskSpec spec, string taskNamespace, string submitter, byte[] settings)
    {
        var definition = new TaskDefinition
        {
            Unique = spec.Unique,
            Namespace = taskNamespace,
            Submitter = submitter,
            Kind = spec.Kind,
            Name = spec.Template.Name,
            Key = spec.Template.Key?.Text,
            Settings = settings,
            Input = spec.Input,
        };
        return spec.Template.Tags is { } tags ? definition with { Tags = tags } : definition;
    }

    /// <summary>Of a task of which nothing but its kind and name is to be trusted, and which is not run.</summary>
    public static TaskSpec ToUnreadableSpec(TaskDefinition definition) => new()
    {
        Unique = definition.Unique,
        Input = default,
        Template = new TaskTemplate { Kind = definition.Kind, Name = definition.Name, IsDurable = true },
    };

    public static TaskSpec ToSpec(TaskDefinition definition, TaskSettings settings) => new()
    {
        Unique = definition.Unique,
        Input = definition.Input,
        Template = new TaskTemplate
        {
            Kind = definition.Kind,
            Name = definition.Name,
            Tags = definition.Tags.Count == 0 ? null : definition.Tags,
            Timeout = settings.Timeout,
            TraceParent = settings.TraceParent,
            Retry = settings.Retry,
            Limits = settings.Limits,
            StartDelay = settings.StartDelay,
            IsDurable = true,
            Demands = settings is { Weight: null, RequiredLabels: null, PreferredLabels: null, Silo: null }
                ? null
                : new TaskDemands
                {
                    Weight = settings.Weight,
                    RequiredLabels = settings.RequiredLabels,
                    PreferredLabels = settings.PreferredLabels,
                    Silo = settings.Silo,
                },
        },
    };

    /// <returns>What was written with the task; <see langword="null"/> if it is not what this version, or an earlier one, writes.</returns>
    public static TaskSettings? TryReadSettings(TaskDefinition definition, out string? problem)
    {
        try
        {
            var settings = JsonSerializer.Deserialize(definition.Settings.Span, TaskSettingsContext.Default.TaskSettings)
                ?? throw new JsonException("They are null.");
            problem = HomeOf(settings) is null ? "They name no home." : null;
            return problem is null ? settings : null;
        }
        catch (Exception failure) when (failure is JsonException or FormatException or ArgumentException or OverflowException)
        {
            problem = failure.Message;
            return null;
        }
    }

    private static SiloAddress? HomeOf(TaskSettings settings) => ReadSilo(settings.Home);

    /// <summary>Without its home if its settings cannot be read: then every silo is asked for it, and the store.</summary>
    public static TaskId IdOf(StoredTask task) => new(task.Definition.Unique, TryReadSettings(task.Definition, out _) is { } settings ? HomeOf(settings) : null);

    /// <summary>Null if it has not run before, as far as is known.</summary>
    public static TaskHistory? HistoryOf(StoredTask task) => task is { Failures: 0, Crashes: 0, Losses: 0, Interruptions: 0, Failure: null }
        ? null
        : new TaskHistory
        {
            Failures = task.Failures,
            Crashes = task.Crashes,
            Losses = task.Losses,
            Interruptions = task.Interruptions,
            LastFailure = task.Failure,
            HasRun = task.Failures + task.Crashes + task.Interruptions > 0,
        };

    public static SiloAddress? ReadSilo(string? text) => text is null ? null : SiloAddress.FromParsableString(text);

    public static TaskEnding ToEnding(Guid unique, int run, TaskEnd end) => new(
        unique, run, end.Phase, end.StartedAt is { } started ? end.At - started : null, end.Result?.AsMemory(), end.Failure);

    public static TaskEnd ToEnd(StoredTask task, SiloAddress fallback) => new()
    {
        Phase = task.Phase,
        At = task.EndedAt ?? task.SubmittedAt,
        StartedAt = task.StartedAt,
        Result = task.Result?.ToArray(),
        Failure = task.Failure,
        Progress = task.Progress,
        Silo = ReadSilo(task.Silo) ?? fallback,
        SiloName = task.SiloName,
    };

    /// <summary>What the store alone can tell of a task.</summary>
    public static TaskNotice ToNotice(TaskId id, StoredTask task)
    {
        var silo = ReadSilo(task.Silo);
        return new TaskNotice
        {
            Id = id,
            Phase = task.Phase,
            Run = task.Run,
            Silo = silo,
            SiloName = task.SiloName,
            Result = task.Result?.ToArray(),
            Snapshot = new TaskSnapshot
            {
                Id = id,
                Phase = task.Phase,
                Kind = task.Definition.Kind,
                Name = task.Definition.Name,
                Tags = task.Definition.Tags,
                Namespace = task.Definition.Namespace,
                Submitter = task.Definition.Submitter,
                Run = task.Run,
                Silo = silo,
                SiloName = task.SiloName,
                SubmittedAt = task.SubmittedAt,
                StartedAt = task.StartedAt,
                EndedAt = task.EndedAt,
                Progress = task.Progress,
                Failure = task.Failure,
                HasCheckpoint = task.Checkpoint is not null && !task.Phase.IsTerminal(),
                Failures = task.Failures,
                Crashes = task.Crashes,
                Losses = task.Losses,
                Interruptions = task.Interruptions,
                DueAt = task.DueAt,
                Key = task.Definition.Key is { } key ? TaskKeys.ValueOf(key) : null,
                WaitingFor = task.Phase.IsTerminal() ? null : "a silo that takes it over from the store",
            },
        };
    }
}
