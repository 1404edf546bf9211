namespace Spawner.Cli.Mapping;

/// <summary>
/// Bounds how many tasks have not ended, and how many results wait for the ones before them: one slow task at the front must
/// neither stop the others soon nor fill the memory.
/// </summary>
internal sealed class MapWindow(int mostInFlight) : IDisposable
{
    private const int MostUnwritten = 100_000;

    private readonly SemaphoreSlim _inFlight = new(mostInFlight);
    private readonly SemaphoreSlim _unwritten = new(Math.Max(MostUnwritten, mostInFlight));

    public async Task EnterAsync(int lines, CancellationToken cancellationToken)
    {
        for (; lines > 0; lines--)
        {
            await _unwritten.WaitAsync(cancellationToken);
            await _inFlight.WaitAsync(cancellationToken);
        }
    }

    public void OnEnded() => _inFlight.Release();

    public void OnWritten() => _unwritten.Release();

    public void Dispose()
    {
        _inFlight.Dispose();
        _unwritten.Dispose();
    }
}
