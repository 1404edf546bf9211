using Spawner.Torture.Evidence;

namespace Spawner.Torture.Checks;

/// <summary>Something that must hold.</summary>
/// <param name="Name">Invariants of the plan, and what they say.</param>
/// <param name="Find">Tells what does not hold; none if it all does.</param>
internal sealed record Check(string Name, Func<CaseFile, IEnumerable<string>> Find);

/// <summary>What a check found.</summary>
internal sealed record Verdict(string Name, IReadOnlyList<string> Violations)
{
    public bool Holds => Violations.Count == 0;
}
