namespace Spawner.Grains.Placement;

/// <summary>
/// The silos that may run tasks of one sort, by their numbers in a <see cref="Dispatcher"/>: those that offer the kind and
/// meet the demands. Immutable; made anew when silos come or go.
/// </summary>
internal sealed class Audience
{
    private readonly int[] _members;
    private readonly bool[] _contains;
    private readonly AliasTable _byCapacity;

    /// <summary>Makes an audience.</summary>
    /// <param name="members">Numbers of the silos.</param>
    /// <param name="capacities">The slots of each.</param>
    /// <param name="preferred">Those of the members that match most of the labels that the tasks prefer; none if they prefer none.</param>
    public Audience(ReadOnlySpan<int> members, ReadOnlySpan<double> capacities, ReadOnlySpan<int> preferred = default)
    {
        _members = members.ToArray();
        _contains = new bool[members.IsEmpty ? 0 : _members.Max() + 1];
        foreach (var member in _members)
        {
            _contains[member] = true;
        }

        _byCapacity = new AliasTable(capacities);
        PreferredMembers = preferred.ToArray();
    }

    public ReadOnlySpan<int> Members => _members;

    public int[] PreferredMembers { get; }

    public bool Contains(int silo) => silo >= 0 && silo < _contains.Length && _contains[silo];

    /// <summary>One member; each with a probability in proportion to its slots.</summary>
    public int Draw(Random random) => _members[_byCapacity.Draw(random)];
}
