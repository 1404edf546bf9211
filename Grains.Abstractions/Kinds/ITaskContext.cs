namespace Spawner;

/// <summary>What a handler knows of the task that it runs, and what it can say back.</summary>
public partial interface ITaskContext
{
    /// <summary>The task; with <see cref="Run"/> the idempotency key of every outside effect.</summary>
    TaskId Id { get; }

    /// <summary>Number of this stay on a silo, from 1; it rises whenever the task starts on another silo.</summary>
    int Run { get; }

    /// <summary>Number of this attempt, from 1: runs that failed or timed out before, and this one.</summary>
    int Attempt { get; }

    /// <summary>Name of the task's kind.</summary>
    string Kind { get; }

    /// <summary>The submitter's name for the task, if one was given.</summary>
    string? Name { get; }

    /// <summary>The submitter's tags.</summary>
    IReadOnlyDictionary<string, string> Tags { get; }

    /// <summary>The namespace that the task belongs to.</summary>
    string Namespace { get; }

    /// <summary>
    /// Signalled when this silo is leaving. A handler that then throws <see cref="OperationCanceledException"/> has not
    /// failed: the task runs again on another silo. One that goes on may finish within the silo's grace.
    /// </summary>
    CancellationToken SiloLeaving { get; }

    /// <summary>Tells whoever watches how far the work is. Cheap: only the latest word is kept.</summary>
    /// <param name="fraction">Share of the work done, 0 to 1; <see langword="null"/> if it cannot be told.</param>
    /// <param name="message">A short text for people; cut at 1 KiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not within 0 to 1.</exception>
    void ReportProgress(double? fraction, string? message = null);

    /// <summary>Says that the handler is alive, where <see cref="SpawnOptions.HeartbeatTimeout"/> asks for it. Cheap.</summary>
    void Heartbeat();

    /// <summary>Waits without holding a slot: meanwhile the task weighs 0, and a waiting task may start.</summary>
    /// <param name="delay">How long to wait, from zero.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken = default);

    /// <summary>Waits for something outside without holding a slot: meanwhile the task weighs 0.</summary>
    /// <param name="waiting">What to wait for.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    Task WaitAsync(Task waiting, CancellationToken cancellationToken = default);
}
