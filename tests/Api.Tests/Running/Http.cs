using System.Net;
using System.Text;
using System.Text.Json;

namespace Spawner.Api.Tests.Running;

/// <summary>Requests as a program in any language makes them: JSON texts out, JSON values in.</summary>
internal static class Http
{
    public const string Api = "/api/v1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(path.StartsWith('/') ? path : $"{Api}/{path}", UriKind.Relative));
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    /// <summary>A request that must be answered so.</summary>
    public static async Task<JsonElement> AskAsync(
        this HttpClient client, HttpMethod method, string path, string? json = null, HttpStatusCode expected = HttpStatusCode.OK, params (string Name, string Value)[] headers)
    {
        using var answer = await client.SendAsync(method, path, json, headers);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == expected, $"{method} {path}: expected {(int)expected}, got {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    public static Task<JsonElement> ReadAsync(this HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        client.AskAsync(HttpMethod.Get, path, expected: expected);

    public static Task<JsonElement> PostAsync(this HttpClient client, string path, string json, HttpStatusCode expected = HttpStatusCode.OK) =>
        client.AskAsync(HttpMethod.Post, path, json, expected);

    /// <summary>Spawns a task and gives its id.</summary>
    public static async Task<string> SpawnAsync(this HttpClient client, TaskKind kind, string input, string? options = null) =>
        (await client.PostAsync("tasks", $$"""{"kind":"{{kind.Name}}","input":{{input}}{{(options is null ? "" : ",\"options\":" + options)}}}""", HttpStatusCode.Created))
            .GetProperty("id").GetString()!;

    /// <summary>A problem document that must come back, and its detail.</summary>
    public static async Task<string> RefusedAsync(
        this HttpClient client, HttpMethod method, string path, string? json, HttpStatusCode expected, string name, params (string Name, string Value)[] headers)
    {
        using var answer = await client.SendAsync(method, path, json, headers);
        await answer.AssertProblemAsync(expected, name);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("detail").GetString()!;
    }

    public static async Task AssertProblemAsync(this HttpResponseMessage answer, HttpStatusCode expected, string name)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == expected, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: expected {(int)expected}, got {(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(text);
        Assert.Equal($"urn:spawner:problem:{name}", problem.GetProperty("type").GetString());
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
    }
}
