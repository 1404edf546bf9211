namespace Spawner.Cli.Doctoring;

/// <summary>What a check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record Finding(string Check, string Verdict, string Text, string? Advice = null)
{
    public const string Pass = "pass";
    public const string Warn = "warn";
    public const string Fail = "fail";
}
