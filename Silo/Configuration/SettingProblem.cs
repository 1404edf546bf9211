namespace Spawner.Silo.Configuration;

/// <summary>Why a setting is not accepted.</summary>
/// <param name="Key">Where it is, as a configuration key.</param>
/// <param name="Found">What is there; <see langword="null"/> if it must not be shown or says nothing.</param>
/// <param name="Accepted">What may be there.</param>
internal sealed record SettingProblem(string Key, string? Found, string Accepted)
{
    public bool IsIn(string section) => Key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);

    public override string ToString() =>
        $"- {Key} (environment: {Key.Replace(":", "__", StringComparison.Ordinal)}): {(Found is null ? "not accepted" : $"found '{Found}'")}. Accepted: {Accepted}.";
}
