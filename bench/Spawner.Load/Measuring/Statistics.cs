namespace Spawner.Load.Measuring;

/// <summary>Pure.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => Percentile(values, 0.5);

    /// <summary>Nearest rank, and of an even number's median the mean of the two in the middle.</summary>
    public static double Percentile(IEnumerable<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("There are no values.", nameof(values));
        }

        var rank = part * sorted.Length;
        var upper = Math.Min((int)rank, sorted.Length - 1);
        return rank == upper && upper > 0 && part == 0.5 ? (sorted[upper - 1] + sorted[upper]) / 2 : sorted[upper];
    }
}

/// <summary>Values of several windows.</summary>
internal readonly record struct Spread(double Median, double Min, double Max)
{
    public static Spread Of(IReadOnlyCollection<double> values) => new(Statistics.Median(values), values.Min(), values.Max());
}
