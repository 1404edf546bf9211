using System.Globalization;
using System.Text.Json;
using Spawner.Api.Access;
using Spawner.Api.Hosting;
using Spawner.Api.Json;
using Spawner.Api.Query;
using Spawner.Api.Tasks;

namespace Spawner.Api.Events;

/// <summary>
/// The course of a task as server-sent events: how it stands, each change, and its end. An event's id stands for what it says, so any
/// silo can go on where another one stopped: it leaves out what the caller has seen last.
/// </summary>
internal static class TaskEvents
{
    private const string TaskEvent = "task";
    private const string EndEvent = "end";

    public static void MapTaskEvents(this IEndpointRouteBuilder tasks) => tasks.MapGet("/{id}/events", FollowAsync)
        .WithName("followTask").WithSummary("Follow a task to its end, as server-sent events").For(SpawnerAction.Read).AsStream();

    private static async Task FollowAsync(string id, HttpContext http, Caller caller, Closing closing, TimeProvider clock)
    {
        QueryParameters.DemandNone(http.Request);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, closing.Token);
        var cancel = either.Token;
        var task = await caller.FindAsync(TaskIds.Parse(id), SpawnerAction.Read, cancel);
        var seen = EventStream.LastEventId(http.Request);
        if (task.Phase.IsTerminal() && seen is not null && seen == IdOf(await caller.ViewAsync(task)))
        {
            // Nothing follows the end: a browser asks no more.
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var stream = new EventStream(http, clock);
        await stream.BeginAsync(cancel);
        try
        {
            var handle = caller.Client.GetTask(AnyKind.Of(task.Kind), task.Id);
            await stream.WriteAllAsync(handle.WatchAsync(cancel), snapshot => WriteAsync(stream, caller, handle, snapshot, seen, cancel), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The caller has gone, or the program stops: then the caller goes on at another silo.
        }
    }

    private static async Task WriteAsync(
        EventStream stream, Caller caller, TaskHandle<RawJson> handle, TaskSnapshot snapshot, string? seen, CancellationToken cancel)
    {
        if (snapshot.Phase.IsTerminal())
        {
            var result = snapshot.Phase == TaskPhase.Succeeded ? await handle.GetResultAsync(cancel) : (RawJson?)null;
            var end = await caller.ViewAsync(snapshot, result);
            await stream.WriteAsync(EndEvent, IdOf(end.Task), end, cancel);
            return;
        }

        var view = await caller.ViewAsync(snapshot);
        if (IdOf(view) is var id && id != seen)
        {
            await stream.WriteAsync(TaskEvent, id, view, cancel);
        }
    }

    /// <summary>FNV-1a of what is said: the same on every silo.</summary>
    private static string IdOf(TaskView view)
    {
        var hash = 14695981039346656037UL;
        foreach (var one in JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Of<TaskView>()))
        {
            hash = unchecked((hash ^ one) * 1099511628211UL);
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
