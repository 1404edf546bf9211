using System.Globalization;
using Spawner.Torture.Evidence;
using Spawner.Torture.Faults;

namespace Spawner.Torture.Running;

/// <summary>How long tasks of a silo that was hit stayed without an owner.</summary>
internal static class Takeovers
{
    private static readonly FaultKind[] Kinds =
        [FaultKind.SiloKill, FaultKind.KillAndAnswersLost, FaultKind.SiloPause, FaultKind.SiloPartition, FaultKind.StoreSilent];

    public static IEnumerable<(string Name, string Figure)> Of(CaseFile file)
    {
        foreach (var faults in file.Faults.Where(fault => Kinds.Contains(fault.Kind)).GroupBy(fault => fault.Kind))
        {
            var times = faults.SelectMany(fault => TimesOf(file, fault)).Order().ToList();
            if (times.Count > 0)
            {
                yield return ($"taken over after {faults.Key}", string.Create(
                    CultureInfo.InvariantCulture, $"p50 {At(times, 0.5)} ms, p95 {At(times, 0.95)} ms, longest {times[^1]} ms ({times.Count} tasks, {faults.Count()} faults)"));
            }
        }
    }

    /// <summary>From the fault to the adoption of each task that the silo owned then.</summary>
    private static IEnumerable<long> TimesOf(CaseFile file, Fault fault) => file.Audit
        .Where(row => row.IsAdoption && row.At >= fault.At && file.SiloOfOwner.GetValueOrDefault(row.OwnerBefore!.Value) == fault.Silo)
        .Select(row => row.At - fault.At);

    private static long At(List<long> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];
}
