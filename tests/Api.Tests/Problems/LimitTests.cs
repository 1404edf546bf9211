using System.Net;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Problems;

public sealed class LimitTests
{
    [Fact]
    public async Task Requests_BeyondTheRate_AreRefusedForThatCredentialOnly()
    {
        await using var silo = await ApiSilo.StartAsync(("Spawner:Api:RequestsPerSecond", "1"));
        var (one, other) = (silo.As(SpawnerRoles.Viewer, "one"), silo.As(SpawnerRoles.Viewer, "other"));
        HttpResponseMessage answer;
        do
        {
            answer = await one.SendAsync(HttpMethod.Get, "me");
        }
        while (answer.IsSuccessStatusCode);

        await answer.AssertProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.Equal(1, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
        await other.ReadAsync("me");
    }

    [Fact]
    public async Task Streams_BeyondTheLimit_AreRefusedUntilOneEnds()
    {
        await using var silo = await ApiSilo.StartAsync(("Spawner:Api:StreamsPerCredential", "1"));
        var admin = silo.As(SpawnerRoles.Admin, scopes: SpawnerScopes.ReadPayload);
        var id = await admin.SpawnAsync(TestKinds.Hold, "\"streams\"");
        await using (var first = await EventReader.OpenAsync(admin, $"tasks/{id}/events"))
        {
            await first.NextAsync();
            await admin.RefusedAsync(HttpMethod.Get, $"tasks/{id}/events", null, HttpStatusCode.TooManyRequests, "too-many-requests");
            TestKinds.Open("streams");
            await first.NextAsync((name, _) => name == "end");
            Assert.Null(await first.NextAsync());
        }

        await using var second = await EventReader.OpenAsync(admin, $"tasks/{id}/events");
        Assert.Equal("end", (await second.NextAsync())?.Name);
    }

    [Theory]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/none")]
    [InlineData("/openapi/v1.json")]
    public async Task Answers_TellBrowsersToDoNothingWithThem(string path)
    {
        await using var silo = await ApiSilo.StartAsync();

        using var answer = await silo.As(SpawnerRoles.Viewer).SendAsync(HttpMethod.Get, path, null, ("Origin", "https://evil.example"));

        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task Requests_ByAForeignHostName_AreRefusedWhateverTheMethod(string method)
    {
        await using var silo = await ApiSilo.StartAsync();

        using var answer = await silo.As(SpawnerRoles.Admin).SendAsync(new HttpMethod(method), "tasks", null, ("Host", "rebound.example"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
