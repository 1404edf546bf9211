using Spawner.Contracts;

namespace Spawner.Client.Tests.Spawning;

public sealed class TemplateRulesTests
{
    private static readonly TimeSpan TooLong = SpawnLimits.MaximumTimeout + TimeSpan.FromTicks(1);

    private static readonly (string Expected, TaskTemplate Template)[] Invalid =
    [
        ("The timeout is 00:00:00", new TaskTemplate { Kind = "k", Timeout = TimeSpan.Zero }),
        ("The timeout is 365.", new TaskTemplate { Kind = "k", Timeout = TooLong }),
        ("The waiting timeout is", new TaskTemplate { Kind = "k", Limits = new TaskLimits { Waiting = TimeSpan.Zero } }),
        ("The total timeout is", new TaskTemplate { Kind = "k", Limits = new TaskLimits { Total = TooLong } }),
        ("The heartbeat timeout is", new TaskTemplate { Kind = "k", Limits = new TaskLimits { Heartbeat = TimeSpan.FromMilliseconds(9) } }),
        ("The task is to start after", new TaskTemplate { Kind = "k", StartDelay = SpawnLimits.MaximumStartDelay + TimeSpan.FromTicks(1) }),
        ("Retry: there are to be 0 attempts", Retried(new RetryPolicy { MaximumAttempts = 0 })),
        ("Retry: the first pause is", Retried(new RetryPolicy { Delay = TimeSpan.FromHours(1) })),
        ("Retry: the longest pause is", Retried(new RetryPolicy { Delay = TimeSpan.Zero, MaximumDelay = TimeSpan.FromDays(31) })),
        ("Retry: the factor is NaN", Retried(new RetryPolicy { Factor = double.NaN })),
        ("Retry: the jitter is 1.5", Retried(new RetryPolicy { Jitter = 1.5 })),
        ("Retry: 1 types of exceptions", Retried(new RetryPolicy { NonRetryable = [""] })),
        ("The task has a key, and is not durable", new TaskTemplate { Kind = "k", Key = TaskKeys.RuleOf("k", new UniqueKey("v")) }),
        ("The key has 0 characters", new TaskTemplate { Kind = "k", IsDurable = true, Key = TaskKeys.RuleOf("k", new UniqueKey("")) }),
        ("How the key is held is 7", Keyed(new UniqueKey("v") { Holding = (KeyHolding)7 })),
        ("The key's period is 00:00:00", Keyed(new UniqueKey("v") { Period = TimeSpan.Zero })),
        ("The key's period is 3650.", Keyed(new UniqueKey("v") { Period = SpawnLimits.MaximumKeyPeriod + TimeSpan.FromTicks(1) })),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Invalid.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Validate_WhenSomethingIsOutOfItsRange_SaysWhatWasFound(int number) =>
        Assert.StartsWith(Invalid[number].Expected, Assert.Single(TemplateRules.Validate(Invalid[number].Template)), StringComparison.Ordinal);

    [Fact]
    public void Validate_WhenSeveralThingsAreWrong_TellsAll() =>
        Assert.Equal(3, TemplateRules.Validate(Retried(new RetryPolicy { MaximumAttempts = 0, Jitter = -1 }) with { Timeout = TimeSpan.Zero }).Count());

    [Fact]
    public void Validate_WhenEverythingIsAtItsLimit_FindsNothing() => Assert.Empty(TemplateRules.Validate(new TaskTemplate
    {
        Kind = "k",
        IsDurable = true,
        Timeout = SpawnLimits.MaximumTimeout,
        Limits = new TaskLimits { Waiting = TimeSpan.FromTicks(1), Total = SpawnLimits.MaximumTimeout, Heartbeat = SpawnLimits.MinimumHeartbeatTimeout },
        StartDelay = SpawnLimits.MaximumStartDelay,
        Retry = new RetryPolicy { MaximumAttempts = SpawnLimits.MaximumAttempts, Delay = SpawnLimits.MaximumRetryDelay, MaximumDelay = SpawnLimits.MaximumRetryDelay, Factor = 100, Jitter = 1 },
        Key = TaskKeys.RuleOf("k", new UniqueKey(new string('v', SpawnLimits.MaximumTextLength)) { Scope = KeyScope.Namespace, Period = SpawnLimits.MaximumKeyPeriod, Holding = KeyHolding.BeyondEnd }),
    }));

    [Fact]
    public void UniqueOf_OfANameThatIsATimedUuid_KeepsItsTime_AndNoOtherLooksLikeOne()
    {
        var name = Guid.CreateVersion7(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

        var unique = TaskKeys.UniqueOf("default", "kind", name.ToString());

        Assert.Equal((7, name.ToString()[..13]), (unique.Version, unique.ToString()[..13]));
        Assert.NotEqual(name, unique);
        Assert.NotEqual(unique, TaskKeys.UniqueOf("other", "kind", name.ToString()));
        Assert.All(Enumerable.Range(0, 100), i => Assert.True(TaskKeys.UniqueOf("default", "kind", $"order {i}").ToByteArray(bigEndian: true)[0] >= 0x80));
    }

    [Fact]
    public void UniqueOf_OfTheSameName_IsTheSameNumber_AndOfAnotherAnother()
    {
        var unique = TaskKeys.UniqueOf("default", "kind", "name");

        Assert.Equal(unique, TaskKeys.UniqueOf("default", "kind", "name"));
        Assert.NotEqual(unique, TaskKeys.UniqueOf("default", "kind", "other"));
        Assert.NotEqual(unique, TaskKeys.UniqueOf("default", "other", "name"));
        Assert.NotEqual(unique, TaskKeys.UniqueOf("other", "kind", "name"));
    }

    private static TaskTemplate Keyed(UniqueKey key) => new() { Kind = "k", IsDurable = true, Key = TaskKeys.RuleOf("k", key) };

    private static TaskTemplate Retried(RetryPolicy retry) => new() { Kind = "k", Retry = retry };
}
