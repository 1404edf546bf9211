using System.Globalization;

namespace Spawner.Client.Spawning;

/// <summary>Holds what is to be spawned against the limits. Silos do so as well; here the caller hears of everything at once, before anything is sent. Pure.</summary>
internal static class SpawnValidator
{
    /// <summary>Every problem of the options.</summary>
    public static IEnumerable<string> Validate(SpawnOptions options)
    {
        if (options.Name?.Length > SpawnLimits.MaximumTextLength)
        {
            yield return Text($"The name has {options.Name.Length} characters. Accepted: up to {SpawnLimits.MaximumTextLength}.");
        }

        // NaN is outside of every range.
        if (options.Weight is { } weight && weight is not (>= 0 and <= SpawnLimits.MaximumWeight))
        {
            yield return Text($"The weight is {weight}. Accepted: 0 to {SpawnLimits.MaximumWeight} slots.");
        }

        if (options is { StartAfter: not null, StartAt: not null })
        {
            yield return Text($"StartAfter is {options.StartAfter} and StartAt {options.StartAt:O}. Accepted: one of them.");
        }

        if (options.IdempotencyKey is { Length: 0 or > SpawnLimits.MaximumTextLength })
        {
            yield return Text($"The idempotency key has {options.IdempotencyKey.Length} characters. Accepted: 1 to {SpawnLimits.MaximumTextLength}.");
        }

        if (options.Silo is { Length: 0 or > SpawnLimits.MaximumTextLength })
        {
            yield return Text($"The silo has {options.Silo.Length} characters. Accepted: the name or the address of a silo, 1 to {SpawnLimits.MaximumTextLength} characters.");
        }

        foreach (var problem in ValidatePairs("tag", options.Tags)
            .Concat(ValidatePairs("required label", options.RequiredLabels))
            .Concat(ValidatePairs("preferred label", options.PreferredLabels)))
        {
            yield return problem;
        }
    }

    /// <summary>What is wrong with an encoded input of so many bytes; <see langword="null"/> if nothing.</summary>
    public static string? ValidateInput(int bytes) => bytes <= SpawnLimits.MaximumPayloadBytes
        ? null
        : Text($"it has {bytes} bytes of JSON. Accepted: up to {SpawnLimits.MaximumPayloadBytes}; pass a reference to where larger data lies.");

    private static IEnumerable<string> ValidatePairs(string what, IReadOnlyDictionary<string, string>? pairs)
    {
        if (pairs is null)
        {
            yield break;
        }

        if (pairs.Count > SpawnLimits.MaximumTags)
        {
            yield return Text($"There are {pairs.Count} {what}s. Accepted: up to {SpawnLimits.MaximumTags}.");
        }

        foreach (var (key, value) in pairs)
        {
            if (key.Length is 0 or > SpawnLimits.MaximumTextLength)
            {
                yield return Text($"The key of {what} '{Shorten(key)}' has {key.Length} characters. Accepted: 1 to {SpawnLimits.MaximumTextLength}.");
            }

            if (value is null or { Length: > SpawnLimits.MaximumTextLength })
            {
                yield return Text($"The value of {what} '{Shorten(key)}' has {value?.Length.ToString(CultureInfo.InvariantCulture) ?? "no"} characters (null is none). Accepted: up to {SpawnLimits.MaximumTextLength}.");
            }
        }
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
