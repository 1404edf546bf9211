namespace Spawner.Cli.Processes;

/// <summary>The last lines that a process wrote.</summary>
internal sealed class LogTail
{
    // A start-up failure with its inner exceptions and stack.
    private const int Capacity = 40;

    private readonly Lock gate = new();
    private readonly Queue<string> lines = new(Capacity);

    public void Add(string? line)
    {
        // Null marks the end of the stream.
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            if (lines.Count == Capacity)
            {
                lines.Dequeue();
            }

            lines.Enqueue(line);
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (gate)
        {
            return lines.Count == 0 ? "  (nothing)" : string.Join('\n', lines.Select(line => "  " + line));
        }
    }
}
