using Spawner.Api.Access;
using Spawner.Api.Hosting;
using Spawner.Api.Json;
using Spawner.Api.Problems;
using Spawner.Api.Query;

namespace Spawner.Api.Tasks;

/// <summary>A part of what a task has written; positions are bytes of UTF-8.</summary>
internal sealed record OutputView(long From, string Text, long Next, long Dropped, bool IsLast)
{
    public static OutputView Of(TaskOutputPart part) => new(part.From, part.Text, part.Next, part.Dropped, part.IsLast);
}

/// <summary>What a task has written, from a position on.</summary>
internal static class OutputEndpoint
{
    public static void MapOutput(this IEndpointRouteBuilder tasks) => tasks.MapGet("/{id}/output", ReadAsync)
        .WithName("getOutput").WithSummary("What a task has written").For(SpawnerAction.ReadPayload).AsLongPoll()
        .WithQuery(
            new("from", "Position to read from: 0 (default), or the next of the part before."),
            new("waitSeconds", "How long to wait for something to be there, 0 (default) to 60 s."));

    private static async Task<JsonOk<OutputView>> ReadAsync(
        string id, HttpRequest request, Caller caller, Closing closing, TimeProvider clock, CancellationToken cancel)
    {
        var problems = new ProblemList();
        var query = new QueryValues(request.Query, problems);
        var from = query.Position("from");
        var wait = query.Wait("waitSeconds", OutcomeEndpoint.LongestWait);
        query.End();
        var task = caller.Client.GetTask((await caller.FindAsync(TaskIds.Parse(id), SpawnerAction.ReadPayload, cancel)).Id);
        var part = await task.ReadOutputAsync(from, cancel);
        if (wait > TimeSpan.Zero && part is { Text: "", Dropped: 0, IsLast: false })
        {
            part = await closing.UntilAsync(stop => FollowAsync(task, part, wait, clock, stop), part, cancel);
        }

        return new JsonOk<OutputView>(OutputView.Of(part));
    }

    private static async Task<TaskOutputPart> FollowAsync(TaskHandle task, TaskOutputPart empty, TimeSpan wait, TimeProvider clock, CancellationToken stop)
    {
        using var over = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stop);
        try
        {
            await foreach (var part in task.FollowOutputAsync(empty.Next, either.Token))
            {
                return part;
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return empty;
        }

        // It has ended, and wrote nothing more.
        return empty with { IsLast = true };
    }
}
