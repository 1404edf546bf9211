using Spawner.Grains.Placement;

namespace Spawner.Grains.Execution;

/// <summary>What a silo has seen of one kind that it runs. Not thread-safe: owned by <see cref="Executor"/>.</summary>
internal sealed class KindRecord(TaskKind kind)
{
    public TaskKind Kind { get; } = kind;

    /// <summary>Mean time that handlers run once they have a thread.</summary>
    public MovingAverage HandlerTime { get; } = MovingAverage.OfHandlerTime();

    public KindHealth Health { get; } = new();
}
