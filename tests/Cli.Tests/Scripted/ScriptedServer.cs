using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Spawner.Cli.Tests.Scripted;

/// <summary>Answers requests as a test says, without a network.</summary>
internal sealed class ScriptedServer
{
    private readonly ConcurrentQueue<ScriptedRequest> _requests = new();
    private readonly List<(string Route, Func<ScriptedRequest, HttpResponseMessage> Answer)> _routes = [];

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyList<ScriptedRequest> Requests => [.. _requests];

    /// <summary>Answers requests of a route, such as <c>GET tasks/1</c>; of several routes that fit the last one does.</summary>
    public ScriptedServer On(string route, Func<ScriptedRequest, HttpResponseMessage> answer)
    {
        _routes.Add((route, answer));
        return this;
    }

    /// <summary>Answers each request of a route in turn, and further ones like the last.</summary>
    public ScriptedServer On(string route, params Func<HttpResponseMessage>[] inTurn)
    {
        var turn = -1;
        return On(route, _ => inTurn[Math.Min(Interlocked.Increment(ref turn), inTurn.Length - 1)]());
    }

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Events(string events) =>
        new(HttpStatusCode.OK) { Content = new StringContent(events, Encoding.UTF8, "text/event-stream") };

    public static HttpResponseMessage Problem(int status, string name, string detail, int? retryAfter = null, string more = "")
    {
        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(
                $$"""{"type":"urn:spawner:problem:{{name}}","title":"Refused","status":{{status}},"detail":{{System.Text.Json.JsonSerializer.Serialize(detail)}}{{more}}}""", Encoding.UTF8, "application/problem+json"),
        };
        if (retryAfter is { } seconds)
        {
            response.Headers.Add("Retry-After", $"{seconds}");
        }

        return response;
    }

    /// <summary>The connection breaks before the answer.</summary>
    public static HttpResponseMessage Lost() => throw new HttpRequestException(HttpRequestError.ResponseEnded, "the connection broke");

    /// <summary>No connection comes about.</summary>
    public static HttpResponseMessage Refused() => throw new HttpRequestException(HttpRequestError.ConnectionError, "connection refused");

    public HttpMessageHandler Connect() => new Handler(this);

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var request = new ScriptedRequest(
            message.Method.Method,
            message.RequestUri!,
            message.Content is null ? "" : await message.Content.ReadAsStringAsync(cancellationToken),
            message.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value)));
        _requests.Enqueue(request);
        var answer = _routes.FindLast(route => request.Route == route.Route || (route.Route.EndsWith('*') && request.Route.StartsWith(route.Route[..^1], StringComparison.Ordinal))).Answer
            ?? throw new InvalidOperationException($"The test has no answer to '{request.Route}'.");

        // As a network: nothing is there at once.
        await Task.Yield();
        return answer(request);
    }

    private sealed class Handler(ScriptedServer server) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => server.AnswerAsync(request, cancellationToken);
    }
}

/// <summary>A request as it came.</summary>
internal sealed record ScriptedRequest(string Method, Uri Url, string Body, IReadOnlyDictionary<string, string> Headers)
{
    private const string Root = "/api/v1/";

    /// <summary>Method and path below the API's root, without the query.</summary>
    public string Route => $"{Method} {Url.AbsolutePath[(Url.AbsolutePath.IndexOf(Root, StringComparison.Ordinal) is >= 0 and var root ? root + Root.Length : 0)..]}";

    public string Query => Uri.UnescapeDataString(Url.Query);
}
