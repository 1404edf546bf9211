namespace Spawner.Grains.Storage;

/// <summary>What a <see cref="MemoryTaskStore"/> keeps of one task.</summary>
internal sealed class MemoryTask(StoredTask task, DateTimeOffset readyAt)
{
    private byte[] output = [];

    public StoredTask Task { get; set; } = task;

    /// <summary>From when on it may be claimed, while nobody owns it.</summary>
    public DateTimeOffset ReadyAt { get; set; } = readyAt;

    /// <summary>Who put it back or ended it: a repeated write is recognised by it.</summary>
    public OwnerNumber LastOwner { get; set; }

    /// <summary>Number of the last piece of output of the current run.</summary>
    public int OutputNumber { get; set; }

    /// <summary>Bytes written so far, those dropped included.</summary>
    public long OutputEnd { get; private set; }

    public void AppendOutput(ReadOnlyMemory<byte> piece, int number)
    {
        if (number != 0 && number <= OutputNumber)
        {
            return;
        }

        byte[] all = [.. output, .. piece.Span];
        OutputNumber = Math.Max(number, OutputNumber);
        OutputEnd += piece.Length;
        output = all.Length <= OutputLimit.Bytes ? all : all[^OutputLimit.Bytes..];
    }

    public TaskOutput ReadOutput(long from, int most)
    {
        var first = OutputEnd - output.Length;
        var start = Math.Clamp(from, first, OutputEnd);
        var skipped = (int)(start - first);
        return new(start, output.AsMemory(skipped, Math.Min(most, output.Length - skipped)));
    }
}
