using System.Globalization;
using System.Text.Json;

namespace Spawner.Load.Report;

/// <summary>Holds the ratios of a run against those of an earlier one: times differ from machine to machine, ratios much less.</summary>
internal static class RatioGate
{
    /// <summary>Share of a ratio that may be lost.</summary>
    private const double MostLost = 0.15;

    /// <summary>Compares the ratios that both runs have.</summary>
    /// <param name="report">This run.</param>
    /// <param name="earlier">The JSON document of the earlier one.</param>
    /// <returns>A line for each, and last how many passed and failed.</returns>
    /// <exception cref="JsonException">The document is none of this program.</exception>
    public static (IReadOnlyList<string> Lines, bool Passed) Compare(LoadReport report, string earlier)
    {
        var before = JsonSerializer.Deserialize<Document>(earlier, JsonSerializerOptions.Web)?.Ratios
            ?? throw new JsonException("The document has no ratios.");
        List<string> lines = [];
        var failed = 0;
        foreach (var (name, ratio) in report.Ratios.Where(ratio => before.ContainsKey(ratio.Key)))
        {
            var lost = report.IsBetterLow(name) ? (ratio / before[name]) - 1 : 1 - (ratio / before[name]);
            failed += lost > MostLost ? 1 : 0;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{(lost > MostLost ? "FAILED" : "ok")} {name}: {ratio}, and was {before[name]}"));
        }

        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{lines.Count - failed} passed, {failed} failed"));
        return (lines, failed == 0 && lines.Count > 1);
    }

    private sealed record Document(Dictionary<string, double>? Ratios);
}
