using Spawner.Torture.Evidence;

namespace Spawner.Torture.Load;

/// <summary>Appends to a client's history; what is written is with the system when the call returns, and outlives this process.</summary>
internal sealed class HistoryWriter(string file) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer = new(file) { AutoFlush = false };

    public void Write(params ReadOnlySpan<HistoryEvent> events)
    {
        lock (_lock)
        {
            foreach (var each in events)
            {
                _writer.Write(each.ToLine() + "\n");
            }

            _writer.Flush();
        }
    }

    public void Dispose() => _writer.Dispose();
}
