using System.Globalization;

namespace Spawner.Client.Spawning;

/// <summary>Collects problems; of many it keeps the first, and counts the rest.</summary>
internal sealed class ProblemList
{
    // Enough to see what they have in common; a million lines help nobody.
    internal const int MaximumShown = 20;

    private readonly List<string> _shown = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    public void Add(string problem)
    {
        if (_count++ < MaximumShown)
        {
            _shown.Add(problem);
        }
    }

    /// <exception cref="InvalidSpawnException">There is a problem.</exception>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
        {
            throw new InvalidSpawnException(_count > MaximumShown
                ? [.. _shown, string.Create(CultureInfo.InvariantCulture, $"There are {_count - MaximumShown} more problems.")]
                : _shown);
        }
    }
}
