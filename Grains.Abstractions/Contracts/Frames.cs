using System.Buffers.Binary;

namespace Spawner.Contracts;

/// <summary>A task's unique number, a number and some bytes.</summary>
internal readonly record struct Frame(Guid Unique, int Number, ReadOnlyMemory<byte> Payload);

/// <summary>
/// Writes many small things into few arrays. Each frame has 16 bytes of unique number in the order of RFC 9562, its number and
/// the length of its payload (4 bytes each, little endian), and the payload. Pure.
/// </summary>
internal static class Frames
{
    /// <summary>Below what the collector takes for a large object, which only a full collection frees.</summary>
    private const int MaximumChunkBytes = 64 * 1024;

    private const int HeaderBytes = 16 + sizeof(int) + sizeof(int);

    public static byte[][] Pack<T>(ReadOnlySpan<T> items, Func<T, Frame> frameOf)
    {
        List<byte[]> chunks = [];
        for (var start = 0; start < items.Length;)
        {
            var (end, bytes) = ChunkFrom(start, items, frameOf);
            var chunk = GC.AllocateUninitializedArray<byte>(bytes);
            var rest = chunk.AsSpan();
            foreach (var item in items[start..end])
            {
                rest = rest[Write(frameOf(item), rest)..];
            }

            chunks.Add(chunk);
            start = end;
        }

        return [.. chunks];
    }

    /// <summary>Reads what was packed; payloads are parts of the given arrays.</summary>
    /// <exception cref="FormatException">These are no frames.</exception>
    public static T[] Unpack<T>(byte[][] chunks, Func<Frame, T> read)
    {
        var items = new T[Count(chunks)];
        var next = 0;
        foreach (var chunk in chunks)
        {
            for (var rest = chunk.AsMemory(); !rest.IsEmpty;)
            {
                var header = rest.Span;
                var payload = rest.Slice(HeaderBytes, LengthAt(header));
                items[next++] = read(new Frame(new Guid(header[..16], bigEndian: true), BinaryPrimitives.ReadInt32LittleEndian(header[16..]), payload));
                rest = rest[(HeaderBytes + payload.Length)..];
            }
        }

        return items;
    }

    private static (int End, int Bytes) ChunkFrom<T>(int start, ReadOnlySpan<T> items, Func<T, Frame> frameOf)
    {
        var (end, bytes) = (start, 0);
        while (end < items.Length)
        {
            var frame = HeaderBytes + frameOf(items[end]).Payload.Length;
            if (end > start && bytes + frame > MaximumChunkBytes)
            {
                break;
            }

            (end, bytes) = (end + 1, bytes + frame);
        }

        return (end, bytes);
    }

    private static int Write(Frame frame, Span<byte> into)
    {
        frame.Unique.TryWriteBytes(into, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(into[16..], frame.Number);
        BinaryPrimitives.WriteInt32LittleEndian(into[20..], frame.Payload.Length);
        frame.Payload.Span.CopyTo(into[HeaderBytes..]);
        return HeaderBytes + frame.Payload.Length;
    }

    /// <summary>Holds every length against what is there, too.</summary>
    private static int Count(byte[][] chunks)
    {
        var count = 0;
        foreach (var chunk in chunks)
        {
            for (ReadOnlySpan<byte> rest = chunk; !rest.IsEmpty; count++)
            {
                if (rest.Length < HeaderBytes || LengthAt(rest) is var length && (length < 0 || length > rest.Length - HeaderBytes))
                {
                    throw new FormatException($"A frame of a message is cut off: {rest.Length} bytes are left of {chunk.Length}.");
                }

                rest = rest[(HeaderBytes + LengthAt(rest))..];
            }
        }

        return count;
    }

    private static int LengthAt(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header[20..]);
}
