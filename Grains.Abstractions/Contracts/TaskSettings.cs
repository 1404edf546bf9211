using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spawner.Contracts;

/// <summary>
/// What the engine needs of a durable task besides what the store reads: JSON that is kept with the task. Silos of later versions
/// read it as well, so what is here stays, and what is added may be missing.
/// </summary>
internal sealed record TaskSettings
{
    /// <summary>The silo at which whoever spawned it looks for it; <see langword="null"/> if it was put into the store by no silo, and is looked for there.</summary>
    public string? Home { get; init; }

    public TimeSpan? Timeout { get; init; }

    public double? Weight { get; init; }

    public IReadOnlyDictionary<string, string>? RequiredLabels { get; init; }

    public IReadOnlyDictionary<string, string>? PreferredLabels { get; init; }

    public string? Silo { get; init; }

    public string? TraceParent { get; init; }

    public RetryPolicy? Retry { get; init; }

    public TaskLimits? Limits { get; init; }

    public TimeSpan? StartDelay { get; init; }

    /// <summary>Settings of a template's tasks; the same for all of them.</summary>
    public static TaskSettings Of(TaskTemplate template, string? home) => new()
    {
        Home = home,
        Timeout = template.Timeout,
        Weight = template.Demands?.Weight,
        RequiredLabels = template.Demands?.RequiredLabels,
        PreferredLabels = template.Demands?.PreferredLabels,
        Silo = template.Demands?.Silo,
        TraceParent = template.TraceParent,
        Retry = template.Retry,
        Limits = template.Limits,
        StartDelay = template.StartDelay,
    };

    /// <exception cref="JsonException">It is not what this version, or an earlier one, has written.</exception>
    public static TaskSettings? Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, TaskSettingsContext.Default.TaskSettings);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, TaskSettingsContext.Default.TaskSettings);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TaskSettings))]
internal sealed partial class TaskSettingsContext : JsonSerializerContext;
