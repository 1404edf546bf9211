using System.ComponentModel.DataAnnotations;

namespace Spawner.Grains.Execution;

/// <summary>How a silo runs tasks; bound from the configuration section <c>Spawner:Execution</c>.</summary>
public sealed class ExecutionOptions
{
    /// <summary>Places to run. Default: the processors that the process may use. 0.05 to 1024.</summary>
    [Range(0.05, 1024)]
    public double Slots { get; set; } = Environment.ProcessorCount;

    /// <summary>Most tasks that wait here; further ones are refused with a time to try again. Default 1 000 000.</summary>
    [Range(1, 100_000_000)]
    public int MaximumQueuedTasks { get; set; } = 1_000_000;

    /// <summary>Most payload bytes that wait here. Default 512 MiB.</summary>
    [Range(1024, long.MaxValue)]
    public long MaximumQueuedBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Most tasks that run here at once, waiting ones included. Default 100 000.</summary>
    [Range(1, 10_000_000)]
    public int MaximumRunningTasks { get; set; } = 100_000;

    /// <summary>How long ended tasks are kept for whoever asks. Default 10 minutes; zero to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan ResultRetention { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Most bytes that ended tasks may take; the oldest go first. Default 64 MiB.</summary>
    [Range(0, long.MaxValue)]
    public long MaximumRetainedBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>
    /// Most bytes that the output of running tasks may take; what a task writes beyond that is dropped, and the output says so.
    /// That of ended tasks counts in <see cref="MaximumRetainedBytes"/>. Default 64 MiB; from 0, which keeps none.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long MaximumOutputBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>
    /// How long a handler may go on after its token was signalled before its task's outcome is recorded without it.
    /// Its slot stays taken until it returns. Default 5 s; zero to 1 hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a silo that shuts down lets running tasks finish before it tells them to stop. Default 20 s; zero to
    /// 1 hour. The host must allow more than this and <see cref="StopGrace"/> together.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainGrace { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Priority of dedicated threads on Linux, as a nice value added to the process's own: messages, reports and
    /// membership win over user code. Default 5; 0 to 19.
    /// </summary>
    [Range(0, 19)]
    public int DedicatedThreadNice { get; set; } = 5;

    /// <summary>Most dedicated threads; more tasks wait their turn although they have a slot. Default 1024.</summary>
    [Range(1, 32_768)]
    public int MaximumDedicatedThreads { get; set; } = 1024;
}
