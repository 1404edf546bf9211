using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Spawner.Client.Tests.Scripted;

/// <summary>A clock that stands still, and tells when somebody has begun to wait on it: only then may a test advance it.</summary>
internal sealed class SignallingClock : FakeTimeProvider
{
    private readonly ConcurrentDictionary<TimeSpan, SemaphoreSlim> _armed = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Armed(dueTime).Release();
        return timer;
    }

    /// <summary>Waits until a wait of this length has begun, one more than at the last call, and lets it pass.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        await Armed(wait).WaitAsync(TestContext.Current.CancellationToken).Soon($"a wait of {wait} begins");
        Advance(wait);
    }

    private SemaphoreSlim Armed(TimeSpan wait) => _armed.GetOrAdd(wait, _ => new SemaphoreSlim(0));
}
