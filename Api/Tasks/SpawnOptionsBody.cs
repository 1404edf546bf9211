using System.Text.Json.Serialization;
using Spawner.Api.Json;
using Spawner.Api.Problems;

namespace Spawner.Api.Tasks;

/// <summary>What a submitter may say of a task besides its kind and input; <see cref="SpawnOptions"/> in JSON.</summary>
internal sealed record SpawnOptionsBody
{
    public string? Name { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public double? TimeoutSeconds { get; init; }

    public double? WaitingTimeoutSeconds { get; init; }

    public double? TotalTimeoutSeconds { get; init; }

    public double? HeartbeatTimeoutSeconds { get; init; }

    public double? StartAfterSeconds { get; init; }

    public DateTimeOffset? StartAt { get; init; }

    public RetryPolicyBody? Retry { get; init; }

    public KeyBody? Key { get; init; }

    public bool? Durable { get; init; }

    public double? Weight { get; init; }

    public Dictionary<string, string>? RequiredLabels { get; init; }

    public Dictionary<string, string>? PreferredLabels { get; init; }

    public string? Silo { get; init; }

    /// <summary>Only durable tasks have keys: whoever gives one and does not say otherwise wants a durable task.</summary>
    public SpawnOptions ToOptions(string? idempotencyKey, bool hasKeys, ProblemList problems) => new()
    {
        Name = Name,
        Tags = Tags,
        Timeout = Seconds.Read(TimeoutSeconds, "options.timeoutSeconds", problems),
        WaitingTimeout = Seconds.Read(WaitingTimeoutSeconds, "options.waitingTimeoutSeconds", problems),
        TotalTimeout = Seconds.Read(TotalTimeoutSeconds, "options.totalTimeoutSeconds", problems),
        HeartbeatTimeout = Seconds.Read(HeartbeatTimeoutSeconds, "options.heartbeatTimeoutSeconds", problems),
        StartAfter = Seconds.Read(StartAfterSeconds, "options.startAfterSeconds", problems),
        StartAt = StartAt,
        Retry = Retry?.ToPolicy(problems),
        Key = Key?.ToKey("options.key", problems),
        IdempotencyKey = idempotencyKey,
        Durable = Durable ?? (hasKeys || Key is not null || idempotencyKey is not null ? true : null),
        Weight = Weight,
        RequiredLabels = RequiredLabels,
        PreferredLabels = PreferredLabels,
        Silo = Silo,
    };
}

/// <summary>How often a task is tried again; what is left out is as <see cref="RetryPolicy"/> has it.</summary>
internal sealed record RetryPolicyBody
{
    public int? MaximumAttempts { get; init; }

    public double? DelaySeconds { get; init; }

    public double? Factor { get; init; }

    public double? MaximumDelaySeconds { get; init; }

    public double? Jitter { get; init; }

    public IReadOnlyList<string>? NonRetryable { get; init; }

    public RetryPolicy ToPolicy(ProblemList problems)
    {
        var usual = new RetryPolicy();
        return new RetryPolicy
        {
            MaximumAttempts = MaximumAttempts ?? usual.MaximumAttempts,
            Delay = Seconds.Read(DelaySeconds, "options.retry.delaySeconds", problems) ?? usual.Delay,
            Factor = Factor ?? usual.Factor,
            MaximumDelay = Seconds.Read(MaximumDelaySeconds, "options.retry.maximumDelaySeconds", problems) ?? usual.MaximumDelay,
            Jitter = Jitter ?? usual.Jitter,
            NonRetryable = NonRetryable ?? usual.NonRetryable,
        };
    }
}

/// <summary>A key that only one task has; what is left out is as <see cref="UniqueKey"/> has it.</summary>
internal sealed record KeyBody
{
    public string? Value { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<KeyScope>))]
    public KeyScope Scope { get; init; }

    public double? PeriodSeconds { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<KeyHolding>))]
    public KeyHolding Holding { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<KeyConflictAction>))]
    public KeyConflictAction OnConflict { get; init; }

    public UniqueKey ToKey(string field, ProblemList problems)
    {
        if (string.IsNullOrEmpty(Value))
        {
            problems.Add($"{field}.value is missing. Accepted: 1 to {SpawnLimits.MaximumTextLength} characters.");
        }

        return new UniqueKey(Value ?? "")
        {
            Scope = Scope,
            Period = Seconds.Read(PeriodSeconds, $"{field}.periodSeconds", problems),
            Holding = Holding,
            OnConflict = OnConflict,
        };
    }
}
