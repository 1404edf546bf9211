using Spawner.Load.Host;
using Spawner.Load.Measuring;

namespace Spawner.Load.Scenarios;

/// <summary>What a user would write with Orleans alone.</summary>
internal sealed class GrainScenarios(IGrainFactory grains)
{
    public Task<Work> CallsAsync(int callers, TimeSpan window) => Callers.RunAsync(
        callers, window, async caller => Payload.CheckCall(await grains.GetGrain<ICallGrain>(caller).CallAsync(Payload.New())));

    /// <summary>A new grain for each task.</summary>
    public Task<Work> ActivationsAsync(int callers, TimeSpan window) => Callers.RunAsync(
        callers, window, async _ => Payload.CheckCall(await grains.GetGrain<IActivationGrain>(Guid.NewGuid()).RunAsync(Payload.New())));
}
