namespace Spawner.Grains.Notes;

/// <summary>
/// Which run the calling code belongs to: set where its handler is called, and known in all that the handler calls and starts.
/// What a handler has started may live on after it, and must not hold the run: hence this object between.
/// </summary>
internal sealed class RunFlow : IDisposable
{
    private static readonly AsyncLocal<RunFlow?> Flow = new();

    private INotedRun? _run;

    private RunFlow(INotedRun run) => _run = run;

    /// <summary>Notes of the run; <see langword="null"/> outside of handlers, and once the run is over.</summary>
    public static RunNotes? Notes => Flow.Value is { } flow ? Volatile.Read(ref flow._run)?.Notes : null;

    /// <summary>Whether the calling code belongs to a run.</summary>
    public static bool IsInRun => Flow.Value is { _run: not null };

    /// <summary>From here on; the calling method must be asynchronous, so that it ends with that.</summary>
    public static RunFlow Begin(INotedRun run) => Flow.Value = new RunFlow(run);

    /// <summary>The run is over.</summary>
    public void Dispose() => Volatile.Write(ref _run, null);
}
