using System.Net;
using System.Text.Json;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Tasks;

[Collection(UsesOneSilo.Name)]
public sealed class SpawnTests(OneSilo one)
{
    /// <summary>Everything that a reader who writes it again would change: spaces, escapes, long and odd numbers, order, doubled fields inside.</summary>
    private const string OddJson = """{ "b" : 1.00,"a":"\u0041é<>", "big":12345678901234567890.10e+1,  "a2":[ ]}""";

    [Fact]
    public async Task Spawn_WithAnyJson_PassesItOnByteForByte()
    {
        using var spawned = await one.Admin.SendAsync(HttpMethod.Post, "tasks", $$"""{"kind":"test.echo","input":{{OddJson}}}""");
        var id = JsonElement.Parse(await spawned.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("id").GetString();
        var outcome = await one.Admin.ReadAsync($"tasks/{id}/outcome?waitSeconds=30");

        Assert.Equal(HttpStatusCode.Created, spawned.StatusCode);
        Assert.Equal($"/api/v1/tasks/{id}", spawned.Headers.Location?.OriginalString);
        Assert.Equal("succeeded", outcome.GetProperty("task").GetProperty("phase").GetString());
        Assert.Equal(OddJson, outcome.GetProperty("result").GetRawText());
    }

    [Fact]
    public async Task Spawn_WithOptions_RecordsThem()
    {
        var id = await one.Admin.SpawnAsync(
            TestKinds.Echo,
            "1",
            """{"name":"mine","tags":{"a":"b"},"timeoutSeconds":1.5,"startAfterSeconds":3600,"durable":true,"retry":{"maximumAttempts":2},"key":{"value":"k1","holding":"beyondEnd"},"weight":0.5,"preferredLabels":{"x":"y"}}""");

        var task = await one.Admin.ReadAsync($"tasks/{id}");

        Assert.Equal(("mine", "scheduled", "k1", "admin", "default"), (
            task.GetProperty("name").GetString(),
            task.GetProperty("phase").GetString(),
            task.GetProperty("key").GetString(),
            task.GetProperty("submitter").GetString(),
            task.GetProperty("namespace").GetString()));
        Assert.Equal("b", task.GetProperty("tags").GetProperty("a").GetString());
        Assert.InRange(task.GetProperty("dueAt").GetDateTimeOffset() - task.GetProperty("submittedAt").GetDateTimeOffset(), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        Assert.False(task.TryGetProperty("failure", out _));
    }

    [Fact]
    public async Task Spawn_WithTheSameIdempotencyKey_IsTheSameTask()
    {
        var first = await SpawnAsync();
        var second = await SpawnAsync();

        Assert.Equal(first, second);

        async Task<string?> SpawnAsync() =>
            (await one.Admin.AskAsync(HttpMethod.Post, "tasks", """{"kind":"test.echo","input":1}""", HttpStatusCode.Created, ("Idempotency-Key", "spawn-once"))).GetProperty("id").GetString();
    }

    [Fact]
    public async Task Spawn_WithAKeyThatIsTakenAndToBeRejected_NamesTheTaskThatHasIt()
    {
        const string Body = """{"kind":"test.echo","input":1,"options":{"startAfterSeconds":3600,"key":{"value":"taken","onConflict":"reject"}}}""";
        var first = (await one.Admin.PostAsync("tasks", Body, HttpStatusCode.Created)).GetProperty("id").GetString();

        var problem = await one.Admin.PostAsync("tasks", Body, HttpStatusCode.Conflict);

        Assert.Equal("urn:spawner:problem:key-taken", problem.GetProperty("type").GetString());
        Assert.Equal(TaskId.Parse(first!).Unique, TaskId.Parse(problem.GetProperty("existing").GetString()!).Unique);
    }

    [Fact]
    public async Task SpawnBatch_OfAThousand_TellsAllIdsInOrderAndAllOutcomes()
    {
        var items = string.Join(",", Enumerable.Range(0, 1000).Select(i => $$"""{"input":{{i}}}"""));
        var batch = await one.Admin.PostAsync("tasks/batch", $$"""{"kind":"test.echo","items":[{{items}}]}""");
        var tasks = batch.GetProperty("tasks").EnumerateArray().ToArray();

        Assert.Equal(Enumerable.Range(0, 1000), tasks.Select(task => task.GetProperty("index").GetInt32()));
        var results = await OutcomesAsync([.. tasks.Select(task => task.GetProperty("id").GetString()!)]);
        Assert.Equal(Enumerable.Range(0, 1000), tasks.Select(task => results[task.GetProperty("id").GetString()!].GetProperty("result").GetInt32()));
    }

    [Fact]
    public async Task SpawnBatch_WithItemsThatAreNotAccepted_ReportsThoseAndSpawnsTheRest()
    {
        var large = new string('x', SpawnLimits.MaximumPayloadBytes);
        var batch = await one.Admin.PostAsync(
            "tasks/batch",
            $$$"""{"kind":"test.echo","options":{"durable":true},"items":[{"input":1},{"input":"{{{large}}}"},{"input":2,"idempotencyKey":""},{"input":3,"key":{"value":"each"}}]}""");

        var tasks = batch.GetProperty("tasks").EnumerateArray().ToArray();
        Assert.Equal([true, false, false, true], tasks.Select(task => task.TryGetProperty("id", out _)));
        Assert.Contains("Accepted: up to 262144", tasks[1].GetProperty("problem").GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("idempotency key", tasks[2].GetProperty("problem").GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcomes_OfTasksOfWhichOneHasEnded_TellsThatOneOnly()
    {
        var held = await one.Admin.SpawnAsync(TestKinds.Hold, "\"outcomes\"");
        var ended = await one.Admin.SpawnAsync(TestKinds.Echo, "7");
        var unknown = Guid.CreateVersion7().ToString("N");

        var results = await OutcomesAsync([held, ended, unknown], most: 2);
        TestKinds.Open("outcomes");
        var last = await OutcomesAsync([held]);

        Assert.Equal(7, results[ended].GetProperty("result").GetInt32());
        Assert.Equal("urn:spawner:problem:unknown-task", results[unknown].GetProperty("problem").GetProperty("type").GetString());
        Assert.DoesNotContain(held, results.Keys);
        Assert.Equal("outcomes", last[held].GetProperty("result").GetString());
    }

    [Fact]
    public async Task Outcome_OfATaskThatRuns_IsAcceptedAfterTheWait()
    {
        var held = await one.Admin.SpawnAsync(TestKinds.Hold, "\"outcome\"");

        var waiting = await one.Admin.ReadAsync($"tasks/{held}/outcome?waitSeconds=0.05", HttpStatusCode.Accepted);
        var poll = one.Admin.ReadAsync($"tasks/{held}/outcome?waitSeconds=30");
        TestKinds.Open("outcome");

        Assert.Contains(waiting.GetProperty("task").GetProperty("phase").GetString(), (string[])["queued", "running"]);
        Assert.Equal("outcome", (await poll).GetProperty("result").GetString());
    }

    private async Task<Dictionary<string, JsonElement>> OutcomesAsync(IReadOnlyList<string> ids, int? most = null)
    {
        Dictionary<string, JsonElement> found = [];
        while (found.Count < (most ?? ids.Count))
        {
            var asked = string.Join(",", ids.Where(id => !found.ContainsKey(id)).Select(id => $"\"{id}\""));
            var answer = await one.Admin.PostAsync("tasks/outcomes", $$"""{"ids":[{{asked}}],"waitSeconds":30}""");
            foreach (var outcome in answer.GetProperty("outcomes").EnumerateArray())
            {
                found.Add(outcome.GetProperty("id").GetString()!, outcome);
            }
        }

        return found;
    }
}
