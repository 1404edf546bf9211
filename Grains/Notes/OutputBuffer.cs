using Spawner.Grains.Storage;

namespace Spawner.Grains.Notes;

/// <summary>
/// The last bytes of a text, up to <see cref="OutputLimit.Bytes"/>, as far as there is memory for them; the oldest give way.
/// Not thread-safe: owned by <see cref="TaskNotes"/>.
/// </summary>
internal sealed class OutputBuffer(OutputBudget budget)
{
    private const int FirstBytes = 1024;

    private byte[] _ring = [];
    private int _budgeted;
    private int _first;

    public int Length { get; private set; }

    /// <summary>Position behind the last byte.</summary>
    public long End { get; private set; }

    /// <summary>Position of the first byte that is kept.</summary>
    public long Start => End - Length;

    /// <param name="text">What to add.</param>
    /// <param name="pushedOut">Bytes, old or of this text, that had a position and are not kept.</param>
    /// <returns>Whether there is memory for any of it; if not, it has no position either.</returns>
    public bool TryAppend(ReadOnlySpan<byte> text, out int pushedOut)
    {
        pushedOut = 0;
        GrowFor(Length + text.Length);
        if (_ring.Length == 0)
        {
            return text.IsEmpty;
        }

        pushedOut = Math.Max(0, Length + text.Length - _ring.Length);
        End += text.Length;
        Put(text[Math.Max(0, text.Length - _ring.Length)..]);
        return true;
    }

    /// <summary>What is kept, from a position on.</summary>
    public byte[] CopyFrom(long position)
    {
        var skipped = (int)Math.Clamp(position - Start, 0, Length);
        var copy = new byte[Length - skipped];
        var at = (_first + skipped) % Math.Max(1, _ring.Length);
        var untilWrap = Math.Min(copy.Length, _ring.Length - at);
        _ring.AsSpan(at, untilWrap).CopyTo(copy);
        _ring.AsSpan(0, copy.Length - untilWrap).CopyTo(copy.AsSpan(untilWrap));
        return copy;
    }

    /// <summary>Lets go of the text; positions go on.</summary>
    public void Clear() => Keep([]);

    /// <summary>Nothing is added any more: what is kept takes no more memory than it needs, and none of the silo's budget.</summary>
    /// <param name="last">Added, whatever the budget.</param>
    public void Seal(ReadOnlySpan<byte> last)
    {
        End += last.Length;
        Keep([.. CopyFrom(0), .. last]);
    }

    /// <summary>Takes over what another silo has kept.</summary>
    public void Restore(long start, byte[] text)
    {
        End = start + text.Length;
        Keep(text);
    }

    private void Keep(byte[] text)
    {
        budget.Release(_budgeted);
        (_ring, _first, Length, _budgeted) = (text, 0, text.Length, 0);
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        var at = (_first + Length) % _ring.Length;
        var untilWrap = Math.Min(text.Length, _ring.Length - at);
        text[..untilWrap].CopyTo(_ring.AsSpan(at));
        text[untilWrap..].CopyTo(_ring);
        var over = Math.Max(0, Length + text.Length - _ring.Length);
        _first = (_first + over) % _ring.Length;
        Length = Length + text.Length - over;
    }

    private void GrowFor(int length)
    {
        var capacity = _ring.Length;
        while (capacity < Math.Min(length, OutputLimit.Bytes))
        {
            var next = Math.Min(OutputLimit.Bytes, Math.Max(FirstBytes, capacity * 2));
            if (!budget.TryTake(next - capacity))
            {
                break;
            }

            _budgeted += next - capacity;
            capacity = next;
        }

        if (capacity > _ring.Length)
        {
            var kept = CopyFrom(0);
            _ring = new byte[capacity];
            kept.CopyTo(_ring, 0);
            _first = 0;
        }
    }
}
