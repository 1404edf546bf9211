using System.Text.RegularExpressions;
using Spawner.Tests;

namespace Spawner.Repository.Tests.Readme;

/// <summary>The quick start of README.md.</summary>
internal static partial class QuickStart
{
    private static readonly string Section = SectionOf(File.ReadAllText(BuiltHost.Source("README.md")), "Quick start");

    /// <summary>Its programs, as they stand there.</summary>
    public static IReadOnlyList<string> Programs { get; } =
        [.. CodeBlock().Matches(Section).Where(block => block.Groups["language"].Value == "csharp").Select(block => block.Groups["code"].Value)];

    /// <summary>What a reader is told to type.</summary>
    public static IReadOnlyList<string> Commands { get; } =
    [
        .. CodeBlock().Matches(Section)
            .Where(block => block.Groups["language"].Value == "sh")
            .SelectMany(block => block.Groups["code"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => line.Split('#')[0].Trim()),
    ];

    /// <summary>The lines that a reader is told to expect: quoted in the remark of the last command.</summary>
    public static IReadOnlyList<string> PromisedLines { get; } =
        [.. Quoted().Matches(Section.Split('\n').Last(line => line.StartsWith("dotnet run", StringComparison.Ordinal)).Split('#')[1]).Select(quote => quote.Groups["text"].Value)];

    /// <summary>What a reader is told to type afterwards, with the command.</summary>
    public static IReadOnlyList<string> CommandLines { get; } =
    [
        .. CodeBlock().Matches(SectionOf(File.ReadAllText(BuiltHost.Source("README.md")), "From the command line"))
            .SelectMany(block => block.Groups["code"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => line.Split(" #")[0].Trim()),
    ];

    private static string SectionOf(string readme, string heading)
    {
        var start = readme.IndexOf($"## {heading}\n", StringComparison.Ordinal);
        var end = readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return readme[start..end];
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("\"(?<text>[^\"]+)\"")]
    private static partial Regex Quoted();
}
