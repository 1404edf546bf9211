using System.Buffers;

namespace Spawner.Storage;

/// <summary>Puts a wanted part of a task's output together from the pieces that hold it.</summary>
internal sealed class OutputPart(long from, int most)
{
    private readonly ArrayBufferWriter<byte> bytes = new();
    private long? start;

    public bool IsFull => bytes.WrittenCount >= most;

    /// <param name="position">Position of the piece's first byte.</param>
    /// <param name="piece">The piece: the next one in order.</param>
    /// <param name="end">Where the whole output ends: so much before that is not kept.</param>
    public void Add(long position, byte[] piece, long end)
    {
        start ??= Math.Max(Math.Max(from, position), end - OutputLimit.Bytes);
        var skipped = (int)Math.Clamp(start.Value + bytes.WrittenCount - position, 0, piece.Length);
        bytes.Write(piece.AsSpan(skipped, Math.Min(piece.Length - skipped, most - bytes.WrittenCount)));
    }

    public TaskOutput ToOutput() => new(start ?? from, bytes.WrittenMemory.ToArray());
}
