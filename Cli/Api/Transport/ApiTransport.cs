using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Api.Transport;

/// <summary>Sends requests to a cluster, and turns what comes back into documents or exceptions.</summary>
internal sealed class ApiTransport : IDisposable
{
    private const string Base = "api/v1/";
    private const int LongestProblem = 256 * 1024;

    private readonly RepeatHandler _handlers;
    private readonly HttpClient _http;
    private readonly ServerList _servers;

    /// <param name="servers">Addresses of the cluster.</param>
    /// <param name="token">What tells who asks; <see langword="null"/> for nobody.</param>
    /// <param name="patience">How long what may be sent again is.</param>
    /// <param name="inner">Sends one attempt.</param>
    /// <param name="clock">Measures pauses and limits.</param>
    public ApiTransport(IReadOnlyList<Uri> servers, string? token, TimeSpan patience, HttpMessageHandler inner, TimeProvider clock)
    {
        _servers = new ServerList(servers);
        _handlers = new RepeatHandler(_servers, patience, clock) { InnerHandler = new ServerHandler(_servers, clock) { InnerHandler = inner } };
        _http = new HttpClient(_handlers, disposeHandler: false)
        {
            BaseAddress = servers[0],
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("spawner-cli", CommandVersion.Number));
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public string Servers => _servers.ToString();

    /// <summary>What sends one attempt of a real command.</summary>
    public static SocketsHttpHandler CreateSockets() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // A server that redirects would be handed the token of another one.
        AllowAutoRedirect = false,
        UseCookies = false,
    };

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken, TimeSpan wait = default)
    {
        using var request = RequestTraits.Create(HttpMethod.Get, Base + path, isRepeatable: true, wait);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync(response, answer, cancellationToken);
    }

    public async Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer, bool isRepeatable, CancellationToken cancellationToken, TimeSpan wait = default, string? idempotencyKey = null)
    {
        using var request = RequestTraits.Create(HttpMethod.Post, Base + path, isRepeatable, wait);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync(response, answer, cancellationToken);
    }

    /// <summary>Posts nothing.</summary>
    public async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> answer, bool isRepeatable, CancellationToken cancellationToken)
    {
        using var request = RequestTraits.Create(HttpMethod.Post, Base + path, isRepeatable);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync(response, answer, cancellationToken);
    }

    /// <summary>Asks for something that is the same however often it is asked for, and has no answer.</summary>
    public async Task DoAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = RequestTraits.Create(method, Base + path, isRepeatable: true);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    /// <summary>Opens a stream of events; the caller disposes the response.</summary>
    public async Task<HttpResponseMessage> OpenEventsAsync(string path, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = RequestTraits.CreateStream(Base + path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (!string.IsNullOrEmpty(lastEventId))
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Asks outside of the API, as health checks do: any answer will do.</summary>
    public async Task<HttpResponseMessage> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        using var request = RequestTraits.Create(HttpMethod.Get, path, isRepeatable: false);
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw Unreachable(failure);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _handlers.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _http.SendAsync(request, completion, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw ApiException.From((int)response.StatusCode, await ProblemOfAsync(response, cancellationToken));
            }
        }
        catch (HttpRequestException failure)
        {
            throw Unreachable(failure);
        }
    }

    private NoConnectionException Unreachable(HttpRequestException failure) =>
        failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            ? new($"No server answers at {Servers}: {Cause(failure)}. Start a silo there, or name another server by --url, SPAWNER_URL or 'spawner login'; 'spawner doctor' looks closer.", failure)
            : new($"The connection to {Servers} was lost: {Cause(failure)}. What was asked may have been done.", failure) { MayHaveArrived = true };

    private static string Cause(Exception failure) => (failure.InnerException ?? failure).Message.TrimEnd('.');

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(content, type, cancellationToken) ?? throw new JsonException("it is null");
        }
        catch (JsonException failure)
        {
            throw new NoConnectionException($"{Servers} did not answer as a Spawner server does: {failure.Message}", failure);
        }
    }

    private static async Task<Problem> ProblemOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var fallback = new Problem { Status = status, Title = $"The server answered {status} {response.ReasonPhrase}." };
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json") || response.Content.Headers.ContentLength > LongestProblem)
        {
            return fallback;
        }

        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), ApiJson.Default.Problem) ?? fallback;
        }
        catch (JsonException)
        {
            return fallback;
        }
    }
}
