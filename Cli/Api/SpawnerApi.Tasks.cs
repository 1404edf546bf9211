using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Api;

internal sealed partial class SpawnerApi
{
    private const int LongestPoll = 30;
    private static readonly TimeSpan LongestChange = TimeSpan.FromMinutes(1);
    private const string LastEvent = "end";

    public Task<ApiTask> GetTaskAsync(string id, CancellationToken cancellationToken) =>
        transport.GetAsync($"tasks/{Escape(id)}", Json.ApiTask, cancellationToken);

    public Task<TaskList> ListTasksAsync(TaskListQuery query, CancellationToken cancellationToken) =>
        transport.GetAsync("tasks" + query.ToQueryString(), Json.TaskList, cancellationToken);

    public Task<PhaseCounts> CountTasksAsync(CancellationToken cancellationToken) =>
        transport.GetAsync("tasks/counts", Json.PhaseCounts, cancellationToken);

    /// <summary>Waits for a task's end, however long that takes.</summary>
    public async Task<Outcome> WaitForEndAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var outcome = await transport.GetAsync(
                $"tasks/{Escape(id)}/outcome?waitSeconds={LongestPoll}", Json.Outcome, cancellationToken, TimeSpan.FromSeconds(LongestPoll));
            if (Phases.HasEnded(outcome.Task.Phase))
            {
                return outcome;
            }
        }
    }

    /// <summary>Waits for the ends of up to 1,000 tasks: those that have come once some have, or none after half a minute.</summary>
    public async Task<IReadOnlyList<OutcomeEntry>> WaitForEndsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        (await transport.PostAsync(
            "tasks/outcomes", new OutcomesQuestion(ids, LongestPoll), Json.OutcomesQuestion, Json.OutcomesAnswer, isRepeatable: true, cancellationToken, TimeSpan.FromSeconds(LongestPoll))).Outcomes;

    /// <summary>A task now, at each change, and last at its end, with its result.</summary>
    public async IAsyncEnumerable<Outcome> WatchAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in _events.ReadAsync($"tasks/{Escape(id)}/events", change => change.EventType == LastEvent, cancellationToken))
        {
            if (change.EventType == LastEvent)
            {
                yield return Read(change.Data, Json.Outcome);
            }
            else if (change.EventType == "task")
            {
                yield return new Outcome(Read(change.Data, Json.ApiTask), null);
            }
        }
    }

    public Task<Explanation> ExplainTaskAsync(string id, CancellationToken cancellationToken) =>
        transport.GetAsync($"tasks/{Escape(id)}/explanation", Json.Explanation, cancellationToken);

    public async Task<string> CancelTaskAsync(string id, CancellationToken cancellationToken) =>
        (await transport.PostAsync($"tasks/{Escape(id)}/cancel", Json.CancelAnswerDocument, isRepeatable: true, cancellationToken)).Answer;

    /// <summary>Not sent again after a lost connection: the task may have ended meanwhile, and would be run a third time.</summary>
    public Task RetryTaskAsync(string id, JsonElement? input, string? kind, CancellationToken cancellationToken) =>
        transport.PostAsync($"tasks/{Escape(id)}/retry", new RetryTaskDocument(input, kind), Json.RetryTaskDocument, Json.ChangedDocument, isRepeatable: false, cancellationToken);

    /// <summary>Cancels, retries or discards many, however long that takes.</summary>
    public Task<BulkAnswer> ChangeTasksAsync(string verb, BulkDocument which, CancellationToken cancellationToken) =>
        transport.PostAsync($"tasks/{verb}", which, Json.BulkDocument, Json.BulkAnswer, isRepeatable: verb != "retry", cancellationToken, LongestChange);

    private T Read<T>(string data, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(data, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException failure)
        {
            throw new NoConnectionException($"{Servers} sent an event that is none of a Spawner server: {failure.Message}", failure);
        }
    }
}
