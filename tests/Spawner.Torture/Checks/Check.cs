using Spawner.Torture.Evidence;
using Spawner.Torture.Faults;

namespace Spawner.Torture.Checks;

/// <summary>Something that must hold.</summary>
/// <param name="Name">Invariants of the plan, and what they say.</param>
/// <param name="Find">Tells what does not hold; none if it all does.</param>
/// <param name="Needs">Faults of which one must have been: without, there is nothing to judge.</param>
internal sealed record Check(string Name, Func<CaseFile, IEnumerable<string>> Find, params FaultKind[] Needs)
{
    public Verdict Judge(CaseFile file) => Needs.Length > 0 && !file.Faults.Any(fault => Needs.Contains(fault.Kind))
        ? new Verdict(this, WasTested: false, [])
        : new Verdict(this, WasTested: true, [.. Find(file)]);
}

/// <summary>What a check found.</summary>
internal sealed record Verdict(Check Check, bool WasTested, IReadOnlyList<string> Violations)
{
    public bool Holds => WasTested && Violations.Count == 0;

    public bool Fails => Violations.Count > 0;
}
