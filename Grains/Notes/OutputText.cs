using System.Text;

namespace Spawner.Grains.Notes;

/// <summary>
/// Text as handlers write it, made UTF-8 and kept within bounds. What there is no room for is counted, and said in the text as
/// soon as there is. Not thread-safe: owned by <see cref="TaskNotes"/>.
/// </summary>
internal sealed class OutputText(OutputBudget budget)
{
    /// <summary>Encoded at once, on the stack.</summary>
    private const int SliceChars = 1024;

    private readonly OutputBuffer _buffer = new(budget);
    private char? _highSurrogate;
    private long _refused;
    private long _takenUntil;

    public long End => _buffer.End;

    public int Length => _buffer.Length;

    /// <returns>Bytes, of this text or before, that are not kept now.</returns>
    public int Append(ReadOnlySpan<char> text)
    {
        var lost = 0;
        if (_highSurrogate is { } high && text.Length > 0)
        {
            // A character that was written in two halves.
            ReadOnlySpan<char> both = [high, text[0]];
            var isPair = char.IsLowSurrogate(text[0]);
            _highSurrogate = null;
            lost += AppendSlice(isPair ? both : both[..1]);
            text = isPair ? text[1..] : text;
        }

        while (text.Length > 0)
        {
            var length = Math.Min(text.Length, SliceChars);
            if (char.IsHighSurrogate(text[length - 1]))
            {
                length--;
            }

            if (length == 0)
            {
                _highSurrogate = text[0];
                return lost + Append(text[1..]);
            }

            lost += AppendSlice(text[..length]);
            text = text[length..];
        }

        return lost;
    }

    /// <summary>What is kept, from a position on.</summary>
    public (long From, byte[] Bytes) Read(long from) => (Math.Clamp(from, _buffer.Start, _buffer.End), _buffer.CopyFrom(from));

    /// <summary>Takes all that has come since the last time; what did not fit is said first.</summary>
    public byte[] Take()
    {
        var kept = _buffer.CopyFrom(_buffer.Start);
        var head = _buffer.Start > _takenUntil ? Utf8Cut.Head(kept) : 0;
        var dropped = _buffer.Start + head - _takenUntil;
        byte[] piece = [.. Marker(dropped), .. kept.AsSpan(head), .. Marker(_refused)];
        _buffer.Clear();
        (_takenUntil, _refused) = (_buffer.End, 0);
        return piece;
    }

    /// <summary>Nothing is added any more.</summary>
    public void Seal()
    {
        _buffer.Seal(Marker(_refused));
        _refused = 0;
    }

    /// <summary>Lets go of all of it.</summary>
    public void Clear() => _buffer.Clear();

    /// <summary>Takes over what another silo has kept.</summary>
    public void Restore(long start, byte[] text) => _buffer.Restore(start, text);

    private int AppendSlice(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(SliceChars)];
        ReadOnlySpan<byte> encoded = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        if (_refused > 0 && _buffer.TryAppend(Marker(_refused), out _))
        {
            _refused = 0;
        }

        if (_refused > 0 || !_buffer.TryAppend(encoded, out var pushedOut))
        {
            _refused += encoded.Length;
            return encoded.Length;
        }

        return pushedOut;
    }

    private static byte[] Marker(long dropped) => dropped == 0
        ? []
        : Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[... {dropped} bytes of output were dropped here]\n"));
}
