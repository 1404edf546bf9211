namespace Spawner.Cli.Mapping;

/// <summary>Counts lines of a run.</summary>
internal sealed class MapTally
{
    private long _read;
    private long _done;
    private long _failed;
    private volatile bool _isReadToEnd;

    public long Read => Interlocked.Read(ref _read);

    /// <summary>Lines that have ended, failed ones included.</summary>
    public long Done => Interlocked.Read(ref _done);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Whether <see cref="Read"/> is all that there are.</summary>
    public bool IsReadToEnd => _isReadToEnd;

    public void OnRead(int lines) => Interlocked.Add(ref _read, lines);

    public void OnReadToEnd() => _isReadToEnd = true;

    public void OnEnded(MapResult result)
    {
        Interlocked.Increment(ref _done);
        if (result.Failure is not null)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
