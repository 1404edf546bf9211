namespace Spawner.Grains.Storage;

/// <summary>How much a store keeps of what a task writes.</summary>
internal static class OutputLimit
{
    /// <summary>Bytes kept of each task: the last ones. A task's log is read by people, who look at its end.</summary>
    public const int Bytes = 256 * 1024;

    /// <summary>The part of one piece that is worth keeping.</summary>
    public static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> piece) => piece.Length <= Bytes ? piece : piece[^Bytes..];
}
