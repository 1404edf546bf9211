using Orleans.Concurrency;

namespace Spawner.Load.Host;

/// <summary>A plain call: no placement, no directory, no second hop.</summary>
[Alias("load.ICallGrain")]
public interface ICallGrain : IGrainWithIntegerKey
{
    /// <summary>Tells the length of what it gets.</summary>
    [Alias("Call")]
    Task<int> CallAsync(byte[] payload);
}

/// <summary>One activation for each task, with the placement and the directory that Orleans gives a grain.</summary>
[Alias("load.IActivationGrain")]
public interface IActivationGrain : IGrainWithGuidKey
{
    /// <summary>Tells the length of what it gets.</summary>
    [Alias("Run")]
    Task<int> RunAsync(byte[] payload);
}

[StatelessWorker, Reentrant]
internal sealed class CallGrain : Grain, ICallGrain
{
    public Task<int> CallAsync(byte[] payload) => Task.FromResult(payload.Length);
}

internal sealed class ActivationGrain : Grain, IActivationGrain
{
    public Task<int> RunAsync(byte[] payload) => Task.FromResult(payload.Length);
}
