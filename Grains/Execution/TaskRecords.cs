using System.Text.Json;
using Spawner.Contracts;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Execution;

/// <summary>Turns tasks into what the store keeps of them, and back. Pure.</summary>
internal static class TaskRecords
{
    public static TaskDefinition ToDefinition(in TaskSpec spec, string taskNamespace, string submitter, byte[] settings)
    {
        var definition = new TaskDefinition
        {
            Unique = spec.Unique,
            Namespace = taskNamespace,
            Submitter = submitter,
            Kind = spec.Kind,
            Name = spec.Template.Name,
            Key = spec.Template.Key is { } key ? new TaskKey(key.Text, key.Period, key.IsKeptWhenSucceeded, key.IsKeptWhenFailed) : null,
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
            var settings = TaskSettings.Read(definition.Settings.Span) ?? throw new JsonException("They are null.");
            _ = HomeOf(settings);
            problem = null;
            return settings;
        }
        catch (Exception failure) when (failure is JsonException or FormatException or ArgumentException or OverflowException)
        {
            problem = failure.Message;
            return null;
        }
    }

    /// <summary>Null if no silo has put it into the store: then it is looked for there.</summary>
    private static SiloAddress? HomeOf(TaskSettings settings) => ReadSilo(settings.Home);

    /// <summary>Without its home if its settings cannot be read: then every silo is asked for it, and the store.</summary>
    public static TaskId IdOf(StoredTask task) => IdOf(task, TryReadSettings(task.Definition, out _));

    public static TaskId IdOf(StoredTask task, TaskSettings? settings) => new(task.Definition.Unique, settings is null ? null : HomeOf(settings));

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
                Key = task.Definition.Key is { } key ? TaskKeys.ValueOf(key.Text) : null,
                WaitingFor = task.Phase.IsTerminal() ? null : "a silo that takes it over from the store",
            },
        };
    }
}
