namespace Spawner.Grains.Hosting;

/// <summary>How a silo runs the tasks of one kind.</summary>
public sealed class TaskRegistration
{
    /// <summary>Thread pool or dedicated threads. Default <see cref="ExecutionMode.Dedicated"/>, which is safe for any handler.</summary>
    public ExecutionMode Mode { get; set; } = ExecutionMode.Dedicated;

    /// <summary>
    /// Slots that one task takes while it runs, 0 to 1024. Default 1 in <see cref="ExecutionMode.Dedicated"/>, 0.05 in
    /// <see cref="ExecutionMode.Asynchronous"/>.
    /// </summary>
    public double? Weight { get; set; }

    /// <summary>Whether runs that failed are tried again, unless the submitter says otherwise. Default: no.</summary>
    public RetryPolicy? Retry { get; set; }
}
