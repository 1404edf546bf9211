namespace Spawner.Cli.Processes;

/// <summary>The last lines that a process wrote.</summary>
internal sealed class LogTail
{
    // A start-up failure with its inner exceptions and stack.
    private const int Capacity = 40;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new(Capacity);

    public void Add(string? line)
    {
        // Null marks the end of the stream.
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_lines.Count == Capacity)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_gate)
        {
            return _lines.Count == 0 ? "  (nothing)" : string.Join('\n', _lines.Select(line => "  " + line));
        }
    }
}
