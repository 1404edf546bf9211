using Orleans.Concurrency;

namespace Spawner;

/// <summary>
/// One task as an addressable grain; its key is the text of the <see cref="TaskId"/>. It is a stateless forwarder that
/// activates on the task's home silo, beside the task: the task itself is data in its silo's executor.
/// </summary>
[Alias("spawner.ITaskGrain")]
public interface ITaskGrain : IGrainWithStringKey
{
    /// <summary>The task as it stands now.</summary>
    /// <returns>The snapshot; <see langword="null"/> if no live silo knows the task and its home is alive.</returns>
    [AlwaysInterleave, Alias("Describe")]
    Task<TaskSnapshot?> DescribeAsync();

    /// <summary>Asks the task to stop.</summary>
    /// <returns>What came of it; <see langword="null"/> if no live silo knows the task.</returns>
    [AlwaysInterleave, Alias("Cancel")]
    Task<CancelAnswer?> CancelAsync();

    /// <summary>Says where the task is and why, or why it waits.</summary>
    /// <returns>The explanation; <see langword="null"/> if no live silo knows the task.</returns>
    [AlwaysInterleave, Alias("Explain")]
    Task<PlacementExplanation?> ExplainAsync();

    /// <summary>What the task has written, from a position on.</summary>
    /// <param name="from">Position of the first byte wanted, from 0; see <see cref="TaskOutputPart.Next"/>.</param>
    /// <param name="wait">How long to wait for something to be there, or for the end of the task; at most 10 s.</param>
    /// <returns>The part, which may be empty; <see langword="null"/> if no live silo knows the task and its home is alive.</returns>
    [AlwaysInterleave, Alias("ReadOutput")]
    Task<TaskOutputPart?> ReadOutputAsync(long from, TimeSpan wait);

    /// <summary>The silo incarnation on which this activation stands.</summary>
    [AlwaysInterleave, Alias("Locate")]
    Task<Orleans.Runtime.SiloAddress> LocateAsync();
}

/// <summary>What came of a request to cancel.</summary>
[GenerateSerializer, Alias("spawner.CancelAnswer")]
public enum CancelAnswer
{
    /// <summary>The task had not started; it is now cancelled and never will.</summary>
    Cancelled = 0,

    /// <summary>
    /// The task runs, and its token was signalled; or it is durable, and its end is not written down yet. Its outcome tells
    /// whether it stopped or still succeeded.
    /// </summary>
    Signalled = 1,

    /// <summary>Too late: the task had ended.</summary>
    AlreadyEnded = 2,
}
