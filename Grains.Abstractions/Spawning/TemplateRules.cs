using System.Globalization;
using Spawner.Contracts;

namespace Spawner;

/// <summary>What templates may say of time, attempts and keys; held against by clients, to tell early, and by silos, to be sure. Pure.</summary>
internal static class TemplateRules
{
    /// <summary>Every problem, a sentence each.</summary>
    public static IEnumerable<string> Validate(TaskTemplate template) =>
        OfTimes(template).Concat(OfRetry(template.Retry)).Concat(OfKey(template));

    private static IEnumerable<string> OfTimes(TaskTemplate template)
    {
        (string Name, TimeSpan? Value, TimeSpan Least)[] limits =
        [
            ("timeout", template.Timeout, TimeSpan.FromTicks(1)),
            ("waiting timeout", template.Limits?.Waiting, TimeSpan.FromTicks(1)),
            ("total timeout", template.Limits?.Total, TimeSpan.FromTicks(1)),
            ("heartbeat timeout", template.Limits?.Heartbeat, SpawnLimits.MinimumHeartbeatTimeout),
        ];
        foreach (var (name, value, least) in limits)
        {
            if (value < least || value > SpawnLimits.MaximumTimeout)
            {
                yield return Text($"The {name} is {value}. Accepted: {(least.Ticks == 1 ? "more than zero" : $"at least {least}")}, up to {SpawnLimits.MaximumTimeout.TotalDays} days.");
            }
        }

        if (template.StartDelay < TimeSpan.Zero || template.StartDelay > SpawnLimits.MaximumStartDelay)
        {
            yield return Text($"The task is to start after {template.StartDelay}. Accepted: zero to {SpawnLimits.MaximumStartDelay.TotalDays} days.");
        }
    }

    private static IEnumerable<string> OfRetry(RetryPolicy? retry)
    {
        if (retry is null)
        {
            yield break;
        }

        if (retry.MaximumAttempts is < 1 or > SpawnLimits.MaximumAttempts)
        {
            yield return Text($"Retry: there are to be {retry.MaximumAttempts} attempts. Accepted: 1 to {SpawnLimits.MaximumAttempts}.");
        }

        if (retry.MaximumDelay < TimeSpan.Zero || retry.MaximumDelay > SpawnLimits.MaximumRetryDelay)
        {
            yield return Text($"Retry: the longest pause is {retry.MaximumDelay}. Accepted: zero to {SpawnLimits.MaximumRetryDelay.TotalDays} days.");
        }

        if (retry.Delay < TimeSpan.Zero || retry.Delay > retry.MaximumDelay)
        {
            yield return Text($"Retry: the first pause is {retry.Delay}. Accepted: zero to the longest one, {retry.MaximumDelay}.");
        }

        // NaN is outside of every range.
        if (retry.Factor is not (>= 1 and <= 100))
        {
            yield return Text($"Retry: the factor is {retry.Factor}. Accepted: 1 to 100.");
        }

        if (retry.Jitter is not (>= 0 and <= 1))
        {
            yield return Text($"Retry: the jitter is {retry.Jitter}. Accepted: 0 to 1, as a share of each pause.");
        }

        if (retry.NonRetryable.Count > SpawnLimits.MaximumNonRetryable || retry.NonRetryable.Any(name => name is null or { Length: 0 or > SpawnLimits.MaximumTextLength }))
        {
            yield return Text($"Retry: {retry.NonRetryable.Count} types of exceptions are named. Accepted: up to {SpawnLimits.MaximumNonRetryable} full names of 1 to {SpawnLimits.MaximumTextLength} characters.");
        }
    }

    private static IEnumerable<string> OfKey(TaskTemplate template)
    {
        if (template.Key is not { } key)
        {
            yield break;
        }

        if (!template.IsDurable)
        {
            yield return "The task has a key, and is not durable. Accepted: a key of a durable task; spawn it with Durable = true.";
        }

        if (!Enum.IsDefined(key.OnConflict))
        {
            yield return Text($"What is to happen when the key is taken is {(int)key.OnConflict}. Accepted: {string.Join(", ", Enum.GetNames<KeyConflictAction>())}.");
        }

        if (!Enum.IsDefined(key.Holding))
        {
            yield return Text($"How the key is held is {(int)key.Holding}. Accepted: {string.Join(", ", Enum.GetNames<KeyHolding>())}.");
        }

        if (key.Period is { } period && (period < SpawnLimits.MinimumKeyPeriod || period > SpawnLimits.MaximumKeyPeriod))
        {
            yield return Text($"The key's period is {period}. Accepted: {SpawnLimits.MinimumKeyPeriod} to {SpawnLimits.MaximumKeyPeriod.TotalDays} days, or none.");
        }

        if (TaskKeys.ValueOf(key.Text) is { Length: 0 or > SpawnLimits.MaximumTextLength } value)
        {
            yield return Text($"The key has {value.Length} characters. Accepted: 1 to {SpawnLimits.MaximumTextLength}.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
