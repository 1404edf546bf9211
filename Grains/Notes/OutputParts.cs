using System.Text;

namespace Spawner.Grains.Notes;

/// <summary>Makes parts for readers out of the bytes that are kept. Pure.</summary>
internal static class OutputParts
{
    /// <param name="asked">Position that was asked for.</param>
    /// <param name="from">Position of the first byte that is kept from there on.</param>
    /// <param name="bytes">They.</param>
    /// <param name="isLast">Nothing follows.</param>
    public static TaskOutputPart Of(long asked, long from, ReadOnlySpan<byte> bytes, bool isLast)
    {
        var head = Utf8Cut.Head(bytes);
        var tail = isLast ? 0 : Utf8Cut.Tail(bytes[head..]);
        var text = bytes[head..^tail];
        return new TaskOutputPart
        {
            From = from + head,
            Text = Encoding.UTF8.GetString(text),
            Next = from + head + text.Length,
            Dropped = Math.Max(0, from + head - asked),
            IsLast = isLast,
        };
    }

    public static TaskOutputPart Nothing(long from, bool isLast) => Of(from, from, [], isLast);
}
