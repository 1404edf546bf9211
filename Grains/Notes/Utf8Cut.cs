namespace Spawner.Grains.Notes;

/// <summary>Where UTF-8 text may be cut: between characters only. Pure.</summary>
internal static class Utf8Cut
{
    /// <summary>Longest sequence of one character, in bytes.</summary>
    private const int MaximumSequence = 4;

    /// <summary>Bytes at the beginning that are the rest of a character whose first byte is missing.</summary>
    public static int Head(ReadOnlySpan<byte> text)
    {
        var skipped = 0;
        while (skipped < Math.Min(text.Length, MaximumSequence - 1) && IsContinuation(text[skipped]))
        {
            skipped++;
        }

        return skipped;
    }

    /// <summary>Bytes at the end that begin a character of which the rest is missing.</summary>
    public static int Tail(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(text.Length, MaximumSequence - 1); back++)
        {
            var first = text[^back];
            if (!IsContinuation(first))
            {
                return LengthOf(first) > back ? back : 0;
            }
        }

        return 0;
    }

    private static bool IsContinuation(byte one) => (one & 0b1100_0000) == 0b1000_0000;

    private static int LengthOf(byte first) => first switch
    {
        >= 0b1111_0000 => 4,
        >= 0b1110_0000 => 3,
        >= 0b1100_0000 => 2,
        _ => 1,
    };
}
