namespace Spawner.Storage.Tests;

/// <summary>A fresh, opened store of one sort, and how its time passes.</summary>
internal sealed class StoreUnderTest(ITaskStore store, Func<TimeSpan, Task> pass, Func<Task<ITaskStore>>? again = null, Func<ValueTask>? dispose = null) : IAsyncDisposable
{
    public ITaskStore Store { get; } = store;

    /// <summary>Lets so much time of the store's clock go by.</summary>
    public Task PassAsync(TimeSpan time) => pass(time);

    /// <summary>Another store on the same data, as another process has it; the same one where that cannot be.</summary>
    public Task<ITaskStore> OpenAgainAsync() => again is null ? Task.FromResult(Store) : again();

    public ValueTask DisposeAsync() => dispose?.Invoke() ?? ValueTask.CompletedTask;
}
