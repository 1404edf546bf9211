using Spawner.Load.Host;
using Spawner.Load.Measuring;
using Spawner.Load.Scenarios;

namespace Spawner.Load.Durable;

/// <summary>What one durable task cannot do without: a commit of one row, a call that runs it, a commit of its end, a call that tells it.</summary>
internal sealed class LoneFloor(IPlainStore store, IGrainFactory grains)
{
    public Task<Work> RunAsync(TimeSpan window) => Callers.RunAsync(callers: 1, window, async _ =>
    {
        var task = PlainTask.New(1);
        await store.CommitAsync(task, []);
        await CallAsync();
        await store.CommitAsync([], task);
        await CallAsync();
    });

    private async Task CallAsync() => Payload.CheckCall(await grains.GetGrain<ICallGrain>(0).CallAsync(Payload.New()));
}
