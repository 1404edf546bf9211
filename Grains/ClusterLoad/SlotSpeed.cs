using System.Globalization;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// How fast a slot of this process is beside one that has a processor of its own: a Linux control group may allow a part of
/// one only, as containers with a limit do, and the run time counts a whole one all the same.
/// </summary>
internal static class SlotSpeed
{
    internal const double Slowest = 0.05;

    private const string ControlGroups = "/sys/fs/cgroup";

    /// <summary>Of this process.</summary>
    /// <returns>1 if it has whole processors, or if nothing says what it has; else the part that it has of each.</returns>
    public static double Measure() =>
        OperatingSystem.IsLinux() && AllowedProcessors() is { } allowed ? Of(allowed, Environment.ProcessorCount) : 1;

    /// <param name="allowed">Processors that it may use, parts of one included.</param>
    /// <param name="counted">Processors that the run time counts.</param>
    internal static double Of(double allowed, int counted) => Math.Clamp(allowed / counted, Slowest, 1);

    /// <summary>What <c>cpu.max</c> of version 2 allows; <see langword="null"/> for no limit.</summary>
    internal static double? ReadVersion2(string text) =>
        text.Split(' ', StringSplitOptions.TrimEntries) is [var quota, var period] ? Divide(quota, period) : null;

    /// <summary>What the files of version 1 allow, where a negative quota is none.</summary>
    internal static double? ReadVersion1(string quota, string period) => Divide(quota.Trim(), period.Trim());

    /// <summary>Path of the group of a controller, in <c>/proc/self/cgroup</c>; the empty name is version 2.</summary>
    internal static string? PathOf(string controller, IEnumerable<string> groups) => groups
        .Select(line => line.Split(':', 3))
        .FirstOrDefault(parts => parts.Length == 3 && parts[1].Split(',').Contains(controller, StringComparer.Ordinal))?[2].TrimStart('/');

    private static double? AllowedProcessors()
    {
        try
        {
            var groups = File.ReadAllLines("/proc/self/cgroup");
            if (PathOf("cpu", groups) is { } path)
            {
                // Inside a container the path is that of the host, and the group is the root.
                var folder = FirstWith("cpu.cfs_quota_us", Path.Combine(ControlGroups, "cpu", path), Path.Combine(ControlGroups, "cpu"));
                return folder is null
                    ? null
                    : ReadVersion1(File.ReadAllText(Path.Combine(folder, "cpu.cfs_quota_us")), File.ReadAllText(Path.Combine(folder, "cpu.cfs_period_us")));
            }

            var unified = FirstWith("cpu.max", Path.Combine(ControlGroups, PathOf("", groups) ?? ""), ControlGroups);
            return unified is null ? null : ReadVersion2(File.ReadAllText(Path.Combine(unified, "cpu.max")));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A machine that shows no control groups limits nothing that could be known.
            return null;
        }
    }

    private static string? FirstWith(string file, params ReadOnlySpan<string> folders)
    {
        foreach (var folder in folders)
        {
            if (File.Exists(Path.Combine(folder, file)))
            {
                return folder;
            }
        }

        return null;
    }

    private static double? Divide(string quota, string period) =>
        double.TryParse(quota, CultureInfo.InvariantCulture, out var part)
        && double.TryParse(period, CultureInfo.InvariantCulture, out var whole)
        && part > 0 && whole > 0
            ? part / whole
            : null;
}
