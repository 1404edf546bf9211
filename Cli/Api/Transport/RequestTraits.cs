namespace Spawner.Cli.Api.Transport;

/// <summary>What the handlers need to know of a request.</summary>
internal static class RequestTraits
{
    /// <summary>Longest wait for an answer that nobody waits for on purpose: longer than the server's own, whose reason is better.</summary>
    public static readonly TimeSpan UsualAnswerTime = TimeSpan.FromSeconds(45);

    private static readonly HttpRequestOptionsKey<string> Path = new("spawner.path");
    private static readonly HttpRequestOptionsKey<bool> Repeatable = new("spawner.repeatable");
    private static readonly HttpRequestOptionsKey<bool> Stream = new("spawner.stream");
    private static readonly HttpRequestOptionsKey<TimeSpan> LongestWait = new("spawner.wait");

    public static HttpRequestMessage Create(HttpMethod method, string path, bool isRepeatable, TimeSpan wait = default)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Options.Set(Path, path);
        request.Options.Set(Repeatable, isRepeatable);
        request.Options.Set(LongestWait, wait);
        return request;
    }

    public static HttpRequestMessage CreateStream(string path)
    {
        var request = Create(HttpMethod.Get, path, isRepeatable: true);
        request.Options.Set(Stream, true);
        return request;
    }

    /// <summary>Whether the answer goes on for as long as it is read.</summary>
    public static bool IsStream(this HttpRequestMessage request) => request.Options.TryGetValue(Stream, out var stream) && stream;

    /// <summary>Path and query below the server's address.</summary>
    public static string PathOf(this HttpRequestMessage request) => request.Options.TryGetValue(Path, out var path) ? path : "";

    /// <summary>Whether the request does nothing more when it is done twice.</summary>
    public static bool IsRepeatable(this HttpRequestMessage request) => request.Options.TryGetValue(Repeatable, out var repeatable) && repeatable;

    /// <summary>When the head of the answer must have come; a long poll is answered late on purpose.</summary>
    public static TimeSpan AnswerWithin(this HttpRequestMessage request) =>
        UsualAnswerTime + (request.Options.TryGetValue(LongestWait, out var wait) ? wait : default);
}
