using System.Collections.Concurrent;
using System.Diagnostics;

namespace Spawner.Grains.Tests.Telemetry;

/// <summary>Records the spans of one trace that this object starts: other tests make theirs at the same time.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private const string TestSource = "Spawner.Grains.Tests";
    private static readonly ActivitySource Tests = new(TestSource);

    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;
    private readonly Activity _root;

    public RecordedSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Spawner" or TestSource,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _root = Tests.StartActivity("test")!;
    }

    /// <summary>What has ended, but for the trace's own root.</summary>
    public IReadOnlyList<Activity> Ended => [.. _ended.Where(span => span.TraceId == _root.TraceId)];

    public void Dispose()
    {
        _root.Dispose();
        _listener.Dispose();
    }
}
