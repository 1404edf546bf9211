using System.Globalization;
using Spawner.Api.Access;
using Spawner.Api.Hosting;
using Spawner.Api.Problems;
using Spawner.Api.Query;
using Spawner.Api.Tasks;

namespace Spawner.Api.Events;

/// <summary>What a task writes, as server-sent events whose ids are positions: after an interruption the caller goes on where it was.</summary>
internal static class OutputEvents
{
    private const string OutputEvent = "output";

    public static void MapOutputEvents(this IEndpointRouteBuilder tasks) => tasks.MapGet("/{id}/output/events", FollowAsync)
        .WithName("followOutput").WithSummary("Follow what a task writes, as server-sent events").For(SpawnerAction.ReadPayload).AsStream()
        .WithQuery(new QueryParameter("from", "Position to read from, by default 0; the header Last-Event-ID wins."));

    private static async Task FollowAsync(string id, HttpContext http, Caller caller, Closing closing, TimeProvider clock)
    {
        var problems = new ProblemList();
        var query = new QueryValues(http.Request.Query, problems);
        var from = Seen(http.Request, problems) is { } seen ? Ignored(query, seen) : query.Position("from");
        query.End();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, closing.Token);
        var cancel = either.Token;
        var task = caller.Client.GetTask((await caller.FindAsync(TaskIds.Parse(id), SpawnerAction.ReadPayload, cancel)).Id);
        var stream = new EventStream(http, clock);
        await stream.BeginAsync(cancel);
        try
        {
            var isLast = false;
            await stream.WriteAllAsync(
                task.FollowOutputAsync(from, cancel),
                part =>
                {
                    (from, isLast) = (part.Next, part.IsLast);
                    return WriteAsync(stream, part, cancel);
                },
                cancel);
            if (!isLast)
            {
                // It ended without another word.
                await WriteAsync(stream, await task.ReadOutputAsync(from, cancel), cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The caller has gone, or the program stops: then the caller goes on at another silo.
        }
    }

    private static Task WriteAsync(EventStream stream, TaskOutputPart part, CancellationToken cancel) =>
        stream.WriteAsync(OutputEvent, part.Next.ToString(CultureInfo.InvariantCulture), OutputView.Of(part), cancel);

    private static long? Seen(HttpRequest request, ProblemList problems)
    {
        if (EventStream.LastEventId(request) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return position;
        }

        problems.Add($"The header Last-Event-ID is {ProblemList.Cut(text)}. Accepted: the id of an event of this stream.");
        return null;
    }

    private static long Ignored(QueryValues query, long seen)
    {
        _ = query.Position("from");
        return seen;
    }
}
