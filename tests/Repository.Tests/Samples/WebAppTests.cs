using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Spawner.Tests;

namespace Spawner.Repository.Tests.Samples;

/// <summary>A silo of the demo and the web app, both as processes.</summary>
public sealed class DemoWithWebApp : IAsyncLifetime
{
    private SiloProcess? _silo;
    private WebAppProcess? _app;

    public HttpClient Http => _app!.Http;

    public async ValueTask InitializeAsync()
    {
        _silo = await SiloProcess.StartAsync(BuiltHost.Find("samples/Demo", "Spawner.Demo"));
        _app = await WebAppProcess.StartAsync(_silo.Ready.GatewayPort, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }
    }
}

public sealed class WebAppTests(DemoWithWebApp demo) : IClassFixture<DemoWithWebApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Program_HasAtMostFortyLines() =>
        Assert.InRange(File.ReadLines(BuiltHost.Source("samples/WebApp/Program.cs")).Count(), 1, 40);

    [Fact]
    public async Task Post_ThenGetThatWaits_AnswersWithTheResult()
    {
        using var posted = await demo.Http.PostAsync(new Uri("/primes?below=100", UriKind.Relative), content: null, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);

        var answer = await demo.Http.GetFromJsonAsync<JsonElement>(new Uri($"{posted.Headers.Location}?wait=true", UriKind.Relative), Cancel);

        // 2, 3, 5, …, 97.
        Assert.Equal("Succeeded", answer.GetProperty("phase").GetString());
        Assert.Equal(25, answer.GetProperty("result").GetProperty("count").GetInt64());
        Assert.Equal(97, answer.GetProperty("result").GetProperty("largest").GetInt64());
    }

    [Fact]
    public async Task Get_OfATaskThatRuns_AnswersAtOnce()
    {
        using var posted = await demo.Http.PostAsync(new Uri("/primes?below=1000000000000", UriKind.Relative), content: null, Cancel);

        var answer = await demo.Http.GetFromJsonAsync<JsonElement>(posted.Headers.Location!, Cancel);

        Assert.Contains(answer.GetProperty("phase").GetString(), new[] { "Queued", "Running" });
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("result").ValueKind);
    }

    [Theory]
    [InlineData("/tasks/0197f2c04b1e7d0a8c55d9a1e2f30417", HttpStatusCode.NotFound, "is unknown")]
    [InlineData("/tasks/0197f2c04b1e7d0a8c55d9a1e2f30417?wait=true", HttpStatusCode.NotFound, "is unknown")]
    [InlineData("/tasks/not-an-id", HttpStatusCode.BadRequest, "'not-an-id' is no task id. Accepted: 32 hexadecimal digits")]
    public async Task Get_WithAnIdOfNoTask_SaysWhy(string path, HttpStatusCode expected, string explanation)
    {
        using var answer = await demo.Http.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        await AssertProblemAsync(answer, expected, explanation);
    }

    [Theory]
    [InlineData("/primes?below=-1", "'below' is -1. Accepted: 0 to 1000000000000.")]
    [InlineData("/primes?below=many", null)]
    [InlineData("/primes", null)]
    public async Task Post_WithoutAnAcceptedNumber_IsRefused(string path, string? explanation)
    {
        using var answer = await demo.Http.PostAsync(new Uri(path, UriKind.Relative), content: null, Cancel);

        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, explanation);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode expected, string? explanation)
    {
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        if (explanation is not null)
        {
            Assert.Contains(explanation, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }
}
