using System.Diagnostics;

namespace Spawner.Client.Telemetry;

/// <summary>The client's spans.</summary>
internal static class ClientActivities
{
    private static readonly ActivitySource Source = new(ClientTelemetry.Name);

    /// <summary>Starts the span of a spawn.</summary>
    public static Activity? StartSpawn(string kind, int tasks)
    {
        var activity = Source.StartActivity(ClientTelemetry.SpawnSpan, ActivityKind.Producer);
        activity?.SetTag(ClientTelemetry.KindTag, kind);
        activity?.SetTag(ClientTelemetry.BatchSizeTag, tasks);
        return activity;
    }

    /// <summary>What a task carries to continue the trace: nothing, if nobody would read it.</summary>
    public static string? TraceParentOf(Activity? activity) => activity is { Recorded: true } ? activity.Id : null;

    public static void SetTask(Activity? activity, TaskId id) => activity?.SetTag(ClientTelemetry.TaskIdTag, id.ToString());
}
