namespace Spawner.Load.Checks;

/// <summary>Many small values and a few large ones, as the durations of jobs are. Pure.</summary>
internal static class BoundedPareto
{
    /// <summary>The value below which that part of all values is.</summary>
    public static double At(double part, double least, double most, double alpha) =>
        least / Math.Pow(1 - (part * (1 - Math.Pow(least / most, alpha))), 1 / alpha);
}
