using System.Text.Json;
using Spawner.Load.Measuring;

namespace Spawner.Load.Report;

/// <summary>One measured figure.</summary>
internal sealed record Row(string Name, double Median, double Min, double Max, string Unit)
{
    public Row(string name, Spread spread, string unit)
        : this(name, Round(spread.Median), Round(spread.Min), Round(spread.Max), unit)
    {
    }

    /// <summary>Four digits: more would be noise.</summary>
    public static double Round(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        var scale = Math.Pow(10, 3 - Math.Floor(Math.Log10(Math.Abs(value))));
        return Math.Round(value * scale) / scale;
    }
}

/// <summary>What a figure must be, and whether it is.</summary>
internal sealed record Target(string Name, double Value, string Must, double Limit, bool Holds)
{
    public static Target AtLeast(string name, double value, double limit) => new(name, Row.Round(value), "at least", limit, value >= limit);

    public static Target AtMost(string name, double value, double limit) => new(name, Row.Round(value), "at most", limit, value <= limit);
}

/// <summary>The result of a run.</summary>
internal sealed class LoadReport
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly HashSet<string> _betterLow = [];

    public string Machine { get; } = ThisMachine.Describe();

    public string Commit { get; } = ThisMachine.Commit;

    public List<Row> Rows { get; } = [];

    /// <summary>Median over the rounds of one scenario's figure by another's in the same round.</summary>
    public SortedDictionary<string, double> Ratios { get; } = [];

    public List<Target> Targets { get; } = [];

    /// <param name="name">Name of the ratio.</param>
    /// <param name="spread">Its value in each round.</param>
    /// <param name="betterLow">Whether less of it is better.</param>
    /// <returns>The median.</returns>
    public double AddRatio(string name, Spread spread, bool betterLow = false)
    {
        if (betterLow)
        {
            _betterLow.Add(name);
        }

        Ratios.Add(name, Row.Round(spread.Median));
        Rows.Add(new Row($"ratio {name}", spread, "x"));
        return spread.Median;
    }

    public bool IsBetterLow(string ratio) => _betterLow.Contains(ratio);

    public string ToJson() => JsonSerializer.Serialize(this, Format);
}
