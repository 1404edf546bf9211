using System.Text.RegularExpressions;

namespace Spawner.Tests;

/// <summary>A row of the metrics of docs/telemetry.md.</summary>
public sealed record DocumentedMetric(string Name, string Unit, IReadOnlyList<string> Tags);

/// <summary>A row of the spans of docs/telemetry.md.</summary>
public sealed record DocumentedSpan(string Name, string? Parent, IReadOnlyList<string> Tags, IReadOnlyList<string> Events);

/// <summary>Reads the tables of docs/telemetry.md.</summary>
public static partial class TelemetryDocument
{
    private static readonly string Text = File.ReadAllText(BuiltHost.Source("docs/telemetry.md"));

    public static IReadOnlyList<DocumentedMetric> Metrics { get; } =
        [.. Rows("## Metrics", columns: 4).Select(row => new DocumentedMetric(Names(row[0]).Single(), Names(row[1]).Single(), Names(row[3])))];

    public static IReadOnlyList<DocumentedSpan> Spans { get; } =
    [
        .. Rows("## Spans", columns: 4).Select(row =>
            new DocumentedSpan(Names(row[0]).Single(), Parent().Match(row[1]) is { Success: true } of ? of.Groups[1].Value : null, Names(row[2]), Names(row[3]))),
    ];

    private static IEnumerable<string[]> Rows(string heading, int columns)
    {
        var start = Text.IndexOf(heading + "\n", StringComparison.Ordinal);
        var next = Text.IndexOf("\n## ", start, StringComparison.Ordinal);
        var rows = Text[start..(next < 0 ? Text.Length : next)].Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim().Trim('|').Split('|'))
            .ToList();
        return rows.Count > 0 && rows.TrueForAll(row => row.Length == columns)
            ? rows
            : throw new InvalidDataException($"docs/telemetry.md: the table below '{heading}' must have rows, of {columns} columns each.");
    }

    private static string[] Names(string cell) => [.. InBackticks().Matches(cell).Select(name => name.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InBackticks();

    [GeneratedRegex("child of `([^`]+)`")]
    private static partial Regex Parent();
}
