namespace Spawner.Client.Spawning;

/// <summary>Holds options against the limits before anything is sent. Pure.</summary>
internal static class SpawnValidator
{
    /// <summary>Every problem of the options, each a sentence: what, found, accepted.</summary>
    public static IEnumerable<string> Validate(SpawnOptions options)
    {
        if (options.Name?.Length > SpawnLimits.MaximumTextLength)
        {
            yield return $"The name has {options.Name.Length} characters. Accepted: up to {SpawnLimits.MaximumTextLength}.";
        }

        if (options.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > SpawnLimits.MaximumTimeout))
        {
            yield return $"The timeout is {timeout}. Accepted: more than zero, up to {SpawnLimits.MaximumTimeout.TotalDays} days.";
        }

        if (options.Weight is { } weight && weight is not (>= 0 and <= SpawnLimits.MaximumWeight))
        {
            yield return $"The weight is {weight}. Accepted: 0 to {SpawnLimits.MaximumWeight} slots.";
        }

        if (options.Silo is { Length: 0 or > SpawnLimits.MaximumTextLength })
        {
            yield return $"The silo's name has {options.Silo.Length} characters. Accepted: 1 to {SpawnLimits.MaximumTextLength}, a name or 'address:port@generation'.";
        }

        var problems = ValidateTexts("tag", options.Tags)
            .Concat(ValidateTexts("required label", options.RequiredLabels))
            .Concat(ValidateTexts("preferred label", options.PreferredLabels));
        foreach (var problem in problems)
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> ValidateTexts(string what, IReadOnlyDictionary<string, string>? texts)
    {
        if (texts?.Count > SpawnLimits.MaximumTags)
        {
            yield return $"There are {texts.Count} {what}s. Accepted: up to {SpawnLimits.MaximumTags}.";
        }

        foreach (var (key, value) in texts ?? new Dictionary<string, string>())
        {
            if (key.Length is 0 or > SpawnLimits.MaximumTextLength || value is null or { Length: > SpawnLimits.MaximumTextLength })
            {
                yield return $"The {what} '{key}' has a key or value that is empty or too long. Accepted: up to {SpawnLimits.MaximumTextLength} characters.";
            }
        }
    }
}
