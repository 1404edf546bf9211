using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Spawner.Client.Spawning;

/// <summary>
/// Makes the unique numbers of tasks, of version 7: milliseconds since 1970, then chance. The chance is drawn in blocks: a
/// call of the system for each number costs more than all the rest of encoding a task.
/// </summary>
internal sealed class UniqueNumbers(TimeProvider clock)
{
    private const int RandomBytes = 10;

    private readonly Lock _lock = new();
    private readonly byte[] _block = new byte[RandomBytes * 400];
    private int _left;

    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, clock.GetUtcNow().ToUnixTimeMilliseconds() << 16);
        Draw(bytes[6..]);

        // The version, and the variant of RFC 9562.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private void Draw(Span<byte> bytes)
    {
        lock (_lock)
        {
            if (_left == 0)
            {
                RandomNumberGenerator.Fill(_block);
                _left = _block.Length;
            }

            _left -= RandomBytes;
            _block.AsSpan(_left, RandomBytes).CopyTo(bytes);
        }
    }
}
