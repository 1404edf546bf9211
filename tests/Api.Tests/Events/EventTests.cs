using System.Net;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Events;

[Collection(UsesOneSilo.Name)]
public sealed class EventTests(OneSilo one)
{
    [Fact]
    public async Task Events_OfATask_TellItsCourseAndItsEndWithTheResult()
    {
        var id = await one.Admin.SpawnAsync(TestKinds.Hold, "\"course\"");
        await using var events = await EventReader.OpenAsync(one.Admin, $"tasks/{id}/events");

        var running = await events.NextAsync((name, data) => data.TryGetProperty("progress", out _));
        TestKinds.Open("course");
        var end = await events.NextAsync((name, data) => name == "end");

        Assert.Equal("text/event-stream", events.Answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(("task", "holding course"), (running.Name, running.Data.GetProperty("progress").GetProperty("message").GetString()));
        Assert.Equal("succeeded", end.Data.GetProperty("task").GetProperty("phase").GetString());
        Assert.Equal("course", end.Data.GetProperty("result").GetString());
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task Events_ResumedByTheLastId_LeaveOutWhatWasSeen()
    {
        var id = await one.Admin.SpawnAsync(TestKinds.Hold, "\"resumed\"");
        string? seen;
        await using (var first = await EventReader.OpenAsync(one.Admin, $"tasks/{id}/events"))
        {
            seen = (await first.NextAsync((name, data) => data.TryGetProperty("progress", out _))).Id;
        }

        await using var second = await EventReader.OpenAsync(one.Admin, $"tasks/{id}/events", seen);
        TestKinds.Open("resumed");
        var next = await second.NextAsync();
        await using var third = await EventReader.OpenAsync(one.Admin, $"tasks/{id}/events", next?.Id);

        Assert.Equal("end", next?.Name);
        Assert.Equal(HttpStatusCode.NoContent, third.Answer.StatusCode);
    }

    [Fact]
    public async Task Events_OfATaskThatHasEnded_AreItsEndOnly()
    {
        var id = await one.Admin.SpawnAsync(TestKinds.Fail, "\"<script>alert('x')</script>\"");
        await one.Admin.ReadAsync($"tasks/{id}/outcome?waitSeconds=30");
        await using var events = await EventReader.OpenAsync(one.Admin, $"tasks/{id}/events");

        var end = await events.NextAsync();

        Assert.Equal("end", end?.Name);
        Assert.Equal("<script>alert('x')</script>", end?.Data.GetProperty("task").GetProperty("failure").GetProperty("message").GetString());
        Assert.False(end?.Data.TryGetProperty("result", out _));
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task OutputEvents_ResumedByThePosition_GoOnThereToTheEnd()
    {
        var id = await one.Admin.SpawnAsync(TestKinds.Write, "\"output\"");
        string? seen;
        await using (var first = await EventReader.OpenAsync(one.Admin, $"tasks/{id}/output/events"))
        {
            var part = await first.NextAsync();
            Assert.Equal("before output\n", part?.Data.GetProperty("text").GetString());
            seen = part?.Id;
        }

        TestKinds.Open("output");
        await using var second = await EventReader.OpenAsync(one.Admin, $"tasks/{id}/output/events", seen);
        var rest = "";
        bool isLast;
        do
        {
            var part = (await second.NextAsync())!.Value.Data;
            rest += part.GetProperty("text").GetString();
            isLast = part.GetProperty("isLast").GetBoolean();
        }
        while (!isLast);

        Assert.Equal("after output\n", rest);
        Assert.Null(await second.NextAsync());
        var all = await one.Admin.ReadAsync($"tasks/{id}/output");
        Assert.Equal("before output\nafter output\n", all.GetProperty("text").GetString());
        Assert.True(all.GetProperty("isLast").GetBoolean());
    }

    [Fact]
    public async Task Output_ThatIsWaitedFor_ComesWhenItIsWritten()
    {
        var id = await one.Admin.SpawnAsync(TestKinds.Write, "\"waited\"");
        var first = await one.Admin.ReadAsync($"tasks/{id}/output?waitSeconds=30");

        var next = one.Admin.ReadAsync($"tasks/{id}/output?from={first.GetProperty("next").GetInt64()}&waitSeconds=30");
        TestKinds.Open("waited");

        Assert.Equal("before waited\n", first.GetProperty("text").GetString());
        Assert.Equal("after waited\n", (await next).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Streams_WhenTheSiloStops_EndWithoutAnEnd()
    {
        await using var silo = await ApiSilo.StartAsync();
        var admin = silo.As(SpawnerRoles.Admin, scopes: SpawnerScopes.ReadPayload);
        var id = await admin.SpawnAsync(TestKinds.Hold, "\"never\"");
        await using var events = await EventReader.OpenAsync(admin, $"tasks/{id}/events");
        await events.NextAsync((name, data) => data.TryGetProperty("progress", out _));
        var poll = admin.ReadAsync($"tasks/{id}/outcome?waitSeconds=60", HttpStatusCode.Accepted);

        silo.Stop();

        Assert.Null(await events.NextAsync());
        await poll;
    }
}
