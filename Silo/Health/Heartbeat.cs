namespace Spawner.Silo.Health;

/// <summary>
/// Counts while the process makes progress: a timer whose callback runs on the thread pool, so the count stands still when
/// the pool is starved or the process stands still.
/// </summary>
internal sealed class Heartbeat(TimeProvider clock) : IHostedService, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private ITimer? _timer;
    private long _lastBeat = clock.GetTimestamp();

    /// <summary>Time since the count last moved.</summary>
    public TimeSpan Age => clock.GetElapsedTime(Interlocked.Read(ref _lastBeat));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = clock.CreateTimer(_ => Interlocked.Exchange(ref _lastBeat, clock.GetTimestamp()), state: null, TimeSpan.Zero, Period);
        return Task.CompletedTask;
    }

    // It beats until the process ends: the silo is alive while it drains.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _timer?.Dispose();
}
