namespace Spawner.Grains.Tests.Properties;

/// <summary>One run of a handler; it ends when the test says so.</summary>
internal sealed class HandlerRun(SimulatedSilo silo, TaskId id, int number) : IComparable<HandlerRun>
{
    public SimulatedSilo Silo => silo;

    public TaskId Id => id;

    public int Number => number;

    public bool LetGo { get; private set; }

    public bool Succeeded { get; private set; }

    // The executor goes on at once, on the thread that ends it.
    public TaskCompletionSource<byte[]> End { get; } = new();

    public void Finish(bool letGo)
    {
        (LetGo, Succeeded) = (letGo, !letGo);
        if (letGo)
        {
            End.SetException(new OperationCanceledException());
        }
        else
        {
            End.SetResult([]);
        }
    }

    public int CompareTo(HandlerRun? other) => other is null
        ? 1
        : (Silo.Address.Endpoint.Port, Id.Unique, Number).CompareTo((other.Silo.Address.Endpoint.Port, other.Id.Unique, other.Number));
}
