using System.Globalization;
using Spawner.Torture.Evidence;
using Spawner.Torture.Faults;

namespace Spawner.Torture.Running;

/// <summary>How long things took after a fault: to work again, to leave, to take over the tasks of a silo that was hit.</summary>
internal static class Takeovers
{
    private static readonly FaultKind[] Kinds =
        [FaultKind.SiloKill, FaultKind.KillAndAnswersLost, FaultKind.SiloPause, FaultKind.SiloPartition, FaultKind.StoreSilent];

    // What is taken over later is so for another reason: the fault was over before anybody had noticed.
    private const int Consequence = 5000;

    public static IEnumerable<(string Name, string Figure)> Of(CaseFile file)
    {
        var acks = file.Acked.Where(each => each.AckedAt is not null).Select(each => (each.InvokedAt, At: each.AckedAt!.Value)).OrderBy(ack => ack.At).ToList();
        foreach (var faults in file.Faults.Where(fault => Checks.SiloChecks.DatabaseFaults.Contains(fault.Kind)).GroupBy(fault => fault.Kind))
        {
            var times = faults.Select(fault => acks.Find(ack => ack.InvokedAt > fault.At && ack.At > fault.Until).At - fault.Until).Where(time => time > 0).Order().ToList();
            if (times.Count > 0)
            {
                yield return ($"working again after {faults.Key}", string.Create(CultureInfo.InvariantCulture, $"p50 {At(times, 0.5)} ms, longest {times[^1]} ms"));
            }
        }

        var leaving = file.Faults.Where(fault => fault.Kind == FaultKind.SiloStop)
            .Select(fault => file.Lives.Single(life => life.Address == fault.Silo).EndedAt - fault.At).OfType<long>().Order().ToList();
        if (leaving.Count > 0)
        {
            yield return ("left after SiloStop", string.Create(CultureInfo.InvariantCulture, $"p50 {At(leaving, 0.5)} ms, longest {leaving[^1]} ms"));
        }

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
        .Where(row => row.IsAdoption && row.At >= fault.At && row.At <= fault.Until + Consequence && file.SiloOfOwner.GetValueOrDefault(row.OwnerBefore!.Value) == fault.Silo)
        .Select(row => row.At - fault.At);

    private static long At(List<long> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];
}
