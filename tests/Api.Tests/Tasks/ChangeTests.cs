using System.Net;
using System.Text.Json;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Tasks;

[Collection(UsesOneSilo.Name)]
public sealed class ChangeTests(OneSilo one)
{
    [Fact]
    public async Task Cancel_OfATaskThatRuns_SignalsIt()
    {
        var id = await one.Admin.SpawnAsync(TestKinds.Hold, "\"cancelled\"");
        await using (var events = await EventReader.OpenAsync(one.Admin, $"tasks/{id}/events"))
        {
            await events.NextAsync((name, data) => data.TryGetProperty("progress", out _));
        }

        var answer = await one.Admin.PostAsync($"tasks/{id}/cancel", "");
        var outcome = await one.Admin.ReadAsync($"tasks/{id}/outcome?waitSeconds=30");

        Assert.Equal("signalled", answer.GetProperty("answer").GetString());
        Assert.Equal("cancelled", outcome.GetProperty("task").GetProperty("phase").GetString());
        Assert.Equal("alreadyEnded", (await one.Admin.PostAsync($"tasks/{id}/cancel", "")).GetProperty("answer").GetString());
    }

    [Fact]
    public async Task Retry_OfAFailedTask_RunsItAgainWithTheOtherInput()
    {
        var id = await one.Admin.SpawnAsync(TestKinds.Fail, "\"first\"", """{"durable":true}""");
        await one.Admin.ReadAsync($"tasks/{id}/outcome?waitSeconds=30");

        var retried = await one.Admin.PostAsync($"tasks/{id}/retry", """{"input":"second"}""");
        var outcome = await one.Admin.ReadAsync($"tasks/{id}/outcome?waitSeconds=30");

        Assert.True(retried.GetProperty("changed").GetBoolean());
        Assert.Equal("second", outcome.GetProperty("task").GetProperty("failure").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Retry_OfATaskThatSucceeded_IsAConflictWithTheReason()
    {
        var id = await one.Admin.SpawnAsync(TestKinds.Echo, "1", """{"durable":true}""");
        await one.Admin.ReadAsync($"tasks/{id}/outcome?waitSeconds=30");

        Assert.Contains("has succeeded", await one.Admin.RefusedAsync(HttpMethod.Post, $"tasks/{id}/retry", "{}", HttpStatusCode.Conflict, "not-changed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ByFilter_PagesThroughWhatFits()
    {
        var tag = $"{Guid.NewGuid():N}";
        var options = $$$"""{"startAfterSeconds":3600,"durable":true,"tags":{"t":"{{{tag}}}"}}""";
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await one.Admin.SpawnAsync(TestKinds.Echo, "1", options));
        }

        var first = await one.Admin.ReadAsync($"tasks?tag=t={tag}&phase=scheduled&phase=queued&kind=test.echo&order=oldest&limit=2");
        var second = await one.Admin.ReadAsync($"tasks?tag=t={tag}&order=oldest&limit=2&cursor={first.GetProperty("next").GetString()}");

        Assert.Equal(ids.Select(id => id[..32]), IdsOf(first).Concat(IdsOf(second)).Select(id => id[..32]));
        Assert.True((await one.Admin.ReadAsync("tasks/counts")).GetProperty("phases").GetProperty("scheduled").GetInt64() >= 3);
    }

    [Fact]
    public async Task Bulk_ByFilterAndByIds_ChangesAndTellsWhatItLeftAlone()
    {
        var tag = $"{Guid.NewGuid():N}";
        var options = $$$"""{"startAfterSeconds":3600,"durable":true,"tags":{"t":"{{{tag}}}"}}""";
        var ids = new[] { await one.Admin.SpawnAsync(TestKinds.Echo, "1", options), await one.Admin.SpawnAsync(TestKinds.Echo, "1", options) };
        var filter = $"{{\"filter\":{{\"tags\":{{\"t\":\"{tag}\"}}}}}}";

        var cancelled = await one.Admin.PostAsync("tasks/cancel", filter);
        var again = await one.Admin.PostAsync("tasks/cancel", $$"""{"ids":["{{ids[0]}}"]}""");
        var retried = await one.Admin.PostAsync("tasks/retry", $$"""{"ids":["{{ids[0]}}"]}""");
        var discarded = await one.Admin.PostAsync("tasks/discard", $$$$"""{"filter":{"phases":["cancelled"],"tags":{"t":"{{{{tag}}}}"}}}""");

        Assert.Equal((2, 2), Of(cancelled));
        Assert.Equal(1, again.GetProperty("leftAlone").GetProperty("alreadyEnded").GetInt64());
        Assert.Equal(1, retried.GetProperty("changed").GetInt64());
        Assert.Equal((1, 1), Of(discarded));

        static (long, long) Of(JsonElement changes) => (changes.GetProperty("matched").GetInt64(), changes.GetProperty("changed").GetInt64());
    }

    private static IEnumerable<string> IdsOf(JsonElement page) => page.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()!);
}
