namespace Spawner.Grains.Placement;

/// <summary>A silo told that it has room.</summary>
/// <param name="Silo">Its number.</param>
/// <param name="Room">Slots that it offers.</param>
/// <param name="At">When it told.</param>
/// <param name="Expires">When the news is too old to act on.</param>
internal readonly record struct IdleNote(int Silo, double Room, TimeSpan At, TimeSpan Expires);

/// <summary>
/// Notes of silos that have room, the newest on top (Lu et al., Join-Idle-Queue, 2011). Bounded: the oldest goes first.
/// </summary>
internal sealed class IdleNotes(int capacity)
{
    /// <summary>Looks at most so deep for a note of a silo that may run the task: the choice must take constant time.</summary>
    private const int DeepestLook = 16;

    private readonly IdleNote[] _notes = new IdleNote[capacity];
    private int _count;

    public int Count => _count;

    public IdleNotes Copy()
    {
        var copy = new IdleNotes(_notes.Length) { _count = _count };
        _notes.AsSpan(0, _count).CopyTo(copy._notes);
        return copy;
    }

    public void Add(in IdleNote note)
    {
        if (_count == _notes.Length)
        {
            RemoveAt(0);
        }

        _notes[_count++] = note;
    }

    /// <summary>
    /// Position of the newest note of a silo of the audience that offers enough room, of those below a position; -1 if there is
    /// none. Drops what has expired.
    /// </summary>
    public int Find(Audience audience, double weight, TimeSpan now, int below)
    {
        for (int i = below - 1, looked = 0; i >= 0 && looked < DeepestLook; i--, looked++)
        {
            if (_notes[i].Expires < now)
            {
                RemoveAt(i);
            }
            else if (_notes[i].Room >= weight && audience.Contains(_notes[i].Silo))
            {
                return i;
            }
        }

        return -1;
    }

    public IdleNote this[int position] => _notes[position];

    /// <summary>Uses room that a note offers; a note that offers less than a thousandth of a slot is gone.</summary>
    public void Use(int position, double weight)
    {
        var left = _notes[position].Room - weight;
        if (left < PeerLoad.LeastWeight)
        {
            RemoveAt(position);
        }
        else
        {
            _notes[position] = _notes[position] with { Room = left };
        }
    }

    /// <summary>Drops all notes of a silo.</summary>
    public void Forget(int silo)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_notes[i].Silo == silo)
            {
                RemoveAt(i);
            }
        }
    }

    private void RemoveAt(int position)
    {
        _notes.AsSpan(position + 1, _count - position - 1).CopyTo(_notes.AsSpan(position));
        _count--;
    }
}
