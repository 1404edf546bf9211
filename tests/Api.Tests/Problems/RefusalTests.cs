using System.Net;
using System.Text;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Problems;

[Collection(UsesOneSilo.Name)]
public sealed class RefusalTests(OneSilo one)
{
    private static readonly string Deep = $$"""{"kind":"test.echo","input":{{new string('[', 70)}}{{new string(']', 70)}}}""";

    public static TheoryData<string, string, string?, HttpStatusCode, string, string> Requests => new()
    {
        { "GET", "nothing/here", null, HttpStatusCode.NotFound, "not-found", "Nothing is at this path" },
        { "PUT", "tasks", "{}", HttpStatusCode.MethodNotAllowed, "method-not-allowed", "Found PUT. Accepted: GET, POST" },
        { "POST", "tasks", """{"kind":"test.echo","input":1""", HttpStatusCode.BadRequest, "invalid-request", "no JSON that is accepted" },
        { "POST", "tasks", """{"kind":"test.echo","inputs":1}""", HttpStatusCode.BadRequest, "invalid-request", "). Accepted: the fields kind, input, options, each once" },
        { "POST", "tasks", """{"kind":"test.echo","kind":"test.echo","input":1}""", HttpStatusCode.BadRequest, "invalid-request", "$.kind" },
        { "POST", "tasks", """{"kind":"test.echo","input":1,"options":{"timeoutSeconds":"1"}}""", HttpStatusCode.BadRequest, "invalid-request", "at $.options.timeoutSeconds (line 1, byte 61). Accepted: a number" },
        { "POST", "tasks", """{"kind":"test.echo","input":1,"options":{"key":{"value":"k","holding":"never"}}}""", HttpStatusCode.BadRequest, "invalid-request", "\"untilEnd\", \"untilFailure\", \"beyondEnd\"" },
        { "POST", "tasks", """{"kind":"System.Diagnostics.Process, System","input":{"$type":"System.IO.FileInfo"}}""", HttpStatusCode.BadRequest, "invalid-request", "Accepted: the name of a kind" },
        { "POST", "tasks", """{"input":1}""", HttpStatusCode.BadRequest, "invalid-request", "kind is missing" },
        { "POST", "tasks", "null", HttpStatusCode.BadRequest, "invalid-request", "The body is null" },
        { "POST", "tasks", "[]", HttpStatusCode.BadRequest, "invalid-request", "Accepted: an object" },
        { "POST", "tasks", "", HttpStatusCode.BadRequest, "invalid-request", "no JSON that is accepted" },
        { "POST", "tasks", Deep, HttpStatusCode.BadRequest, "invalid-request", "depth" },
        { "POST", "tasks", $$"""{"kind":"test.echo","input":"{{new string('x', 400_000)}}"}""", HttpStatusCode.RequestEntityTooLarge, "payload-too-large", "up to 393216 bytes" },
        { "POST", "tasks/batch", """{"kind":"test.echo","items":[]}""", HttpStatusCode.BadRequest, "invalid-request", "items has 0 entries. Accepted: 1 to 1000" },
        { "POST", "tasks/outcomes", """{"ids":["x"],"waitSeconds":61}""", HttpStatusCode.BadRequest, "invalid-request", "ids[0] is 'x'" },
        { "GET", "tasks/not-an-id", null, HttpStatusCode.BadRequest, "invalid-request", "'not-an-id' is no task id. Accepted: 32 hexadecimal digits" },
        { "GET", "tasks/0197f2c04b1e7d0a8c55d9a1e2f30417", null, HttpStatusCode.NotFound, "unknown-task", "is unknown" },
        { "GET", "tasks/0197f2c04b1e7d0a8c55d9a1e2f30417/events", null, HttpStatusCode.NotFound, "unknown-task", "is unknown" },
        { "GET", "tasks?phase=done&limit=0&from=yesterday&tag=x&order=up&colour=red", null, HttpStatusCode.BadRequest, "invalid-request", "phase[0] is 'done'. Accepted: scheduled, queued, running" },
        { "GET", "tasks?cursor=x", null, HttpStatusCode.BadRequest, "invalid-request", "'x' is no cursor" },
        { "GET", "silos?x=1", null, HttpStatusCode.BadRequest, "invalid-request", "Accepted: no query" },
        { "POST", "tasks/cancel", "{}", HttpStatusCode.BadRequest, "invalid-request", "both a filter and ids, or neither" },
        { "POST", "tasks/cancel", """{"filter":{"phases":["done"]}}""", HttpStatusCode.BadRequest, "invalid-request", "$.filter.phases[0]" },
        { "POST", "keys", """{"name":"a b","role":"king","scopes":["all"],"expiresAt":"2001-01-01T00:00:00Z"}""", HttpStatusCode.BadRequest, "invalid-request", "role is 'king'. Accepted: viewer, submitter, operator, admin" },
        { "GET", "placement/forecast?kind=test.echo&count=1000000", null, HttpStatusCode.BadRequest, "invalid-request", "count is '1000000'. Accepted: a whole number, 1 to 100000" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_ThatIsNotAccepted_IsAProblemThatSaysWhatIs(string method, string path, string? json, HttpStatusCode expected, string name, string explanation) =>
        Assert.Contains(explanation, await one.Admin.RefusedAsync(new HttpMethod(method), path, json, expected, name), StringComparison.Ordinal);

    [Fact]
    public async Task Query_WithSeveralProblems_ListsThemAll()
    {
        var problem = await one.Admin.ReadAsync("tasks?phase=done&limit=0&from=yesterday&tag=x&order=up&colour=red", HttpStatusCode.BadRequest);

        Assert.Equal(6, problem.GetProperty("errors").GetArrayLength());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Body_OfAnotherMediaType_IsRefused(string? mediaType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{Http.Api}/tasks", UriKind.Relative));
        request.Content = new ByteArrayContent("""{"kind":"test.echo","input":1}"""u8.ToArray());
        request.Content.Headers.ContentType = mediaType is null ? null : new(mediaType);

        using var answer = await one.Admin.SendAsync(request, TestContext.Current.CancellationToken);

        await answer.AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task Body_ThatIsNoUtf8_IsRefused()
    {
        using var content = new ByteArrayContent([.. Encoding.ASCII.GetBytes("{\"kind\":\"test.echo\",\"input\":\""), 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        using var answer = await one.Admin.PostAsync(new Uri($"{Http.Api}/tasks", UriKind.Relative), content, TestContext.Current.CancellationToken);

        await answer.AssertProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }
}
