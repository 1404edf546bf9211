using System.Diagnostics;
using Spawner.Contracts;
using Spawner.Grains.Execution;

namespace Spawner.Grains.Telemetry;

/// <summary>The silo's spans. A task carries the trace of the client that spawned it, so that one trace links both across silos.</summary>
internal static class SpawnerActivities
{
    private static readonly ActivitySource Source = new(SpawnerTelemetry.Name);

    /// <summary>Covers placing a request and handing its tasks to silos; a child of the first task's spawn.</summary>
    public static Activity? StartPlace(SpawnRequest request)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var activity = Source.StartActivity(SpawnerTelemetry.PlaceSpan, ActivityKind.Internal, ParentOf(request.Tasks[0]));
        activity?.SetTag(SpawnerTelemetry.BatchSizeTag, request.Tasks.Count);
        return activity;
    }

    /// <summary>Covers one run of a handler; its events tell when the task was accepted, so the wait can be read from it.</summary>
    public static Activity? StartRun(RunningTask run)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var activity = Source.StartActivity(SpawnerTelemetry.RunSpan, ActivityKind.Consumer, ParentOf(run.Entry.Spec));
        activity?.SetTag(SpawnerTelemetry.KindTag, run.Kind);
        activity?.SetTag(SpawnerTelemetry.TaskIdTag, run.Id.ToString());
        activity?.SetTag(SpawnerTelemetry.RunTag, run.Run);
        activity?.AddEvent(new ActivityEvent("accepted", run.Entry.Submission.At));
        return activity;
    }

    public static void EndRun(Activity? activity, Attempt attempt)
    {
        activity?.SetTag(SpawnerTelemetry.OutcomeTag, attempt.End switch
        {
            AttemptEnd.Succeeded => "succeeded",
            AttemptEnd.Failed => "failed",
            AttemptEnd.Cancelled => "cancelled",
            AttemptEnd.TimedOut => "timed_out",
            _ => "interrupted",
        });
        if (attempt.Failure is { } failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
        }
    }

    private static ActivityContext ParentOf(TaskSpec spec) =>
        ActivityContext.TryParse(spec.Template.TraceParent, traceState: null, out var parent) ? parent : default;
}
