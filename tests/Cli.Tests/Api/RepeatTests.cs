using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Api;

/// <summary>What is sent again, and what is not.</summary>
public sealed class RepeatTests : IDisposable
{
    private const string Silos = """{"silos":[{"name":"silo-1","state":"active"}]}""";
    private const string Spawned = """{"id":"0197f2c04b1e7d0a8c55d9a1e2f30417"}""";

    private readonly ScriptedCommand _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Get_WhenTheConnectionBreaks_IsSentAgain()
    {
        _command.Server.On("GET silos", ScriptedServer.Lost, ScriptedServer.Lost, () => ScriptedServer.Json(Silos));

        var result = await _command.RunAsync("silos", "--patience", "5");

        Assert.Equal((ExitCodes.Ok, 3), (result.ExitCode, _command.Server.Requests.Count));
        Assert.Contains("silo-1", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "too-many-requests")]
    [InlineData(503, "cluster-busy")]
    public async Task Request_WhenTheServerSaysWhenToComeAgain_ComesThen(int status, string problem)
    {
        var started = _command.Clock.GetUtcNow();
        _command.Server.On("POST tasks", () => ScriptedServer.Problem(status, problem, "no room", retryAfter: 7), () => ScriptedServer.Json(Spawned));

        var result = await _command.RunAsync("spawn", "resize");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Equal(2, _command.Server.Requests.Count);
        Assert.InRange((_command.Clock.GetUtcNow() - started).TotalSeconds, 7, 8);
    }

    [Fact]
    public async Task Request_WhenTheServerIsBusyForLongerThanPatience_EndsWithWhatItSaid()
    {
        _command.Server.On("GET silos", () => ScriptedServer.Problem(503, "cluster-busy", "All queues are full.", retryAfter: 6));

        var result = await _command.RunAsync("silos", "--patience", "15");

        Assert.Equal((ExitCodes.NoConnection, 3), (result.ExitCode, _command.Server.Requests.Count));
        Assert.Contains("All queues are full.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spawn_WhenVolatileAndTheConnectionBreaks_IsNotSentAgain()
    {
        _command.Server.On("POST tasks", ScriptedServer.Lost, () => ScriptedServer.Json(Spawned));

        var result = await _command.RunAsync("spawn", "resize");

        Assert.Equal((ExitCodes.NoConnection, 1), (result.ExitCode, _command.Server.Requests.Count));
        Assert.Contains("may have been done", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Idempotency-Key", _command.Server.Requests[0].Headers.Keys);
    }

    [Fact]
    public async Task Spawn_WhenDurableAndTheConnectionBreaks_IsSentAgainWithTheSameKey()
    {
        _command.Server.On("POST tasks", ScriptedServer.Lost, ScriptedServer.Lost, () => ScriptedServer.Json(Spawned));

        var result = await _command.RunAsync("spawn", "resize", "--durable");

        Assert.Equal((ExitCodes.Ok, 3), (result.ExitCode, _command.Server.Requests.Count));
        var key = Assert.Single(_command.Server.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct());
        Assert.NotEmpty(key);
    }

    [Fact]
    public async Task Spawn_WhenNoConnectionComesAbout_IsSentAgain()
    {
        _command.Server.On("POST tasks", ScriptedServer.Refused, () => ScriptedServer.Json(Spawned));

        var result = await _command.RunAsync("spawn", "resize");

        Assert.Equal((ExitCodes.Ok, 2), (result.ExitCode, _command.Server.Requests.Count));
    }

    [Fact]
    public async Task Request_WhenOneOfSeveralServersIsGone_GoesToTheNext()
    {
        _command.Server.On("GET silos", request => request.Url.Host == "one.test" ? ScriptedServer.Refused() : ScriptedServer.Json(Silos));
        var started = _command.Clock.GetUtcNow();

        var result = await _command.RunAsync("silos", "--url", "http://one.test,http://two.test/below");

        Assert.Equal(ExitCodes.Ok, result.ExitCode);
        Assert.Equal(["http://one.test/api/v1/silos", "http://two.test/below/api/v1/silos"], _command.Server.Requests.Select(request => request.Url.ToString()));
        Assert.Equal(started, _command.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Request_WhenNobodyHasEverAnswered_GivesUpSoonAndSaysWhere()
    {
        var started = _command.Clock.GetUtcNow();
        _command.Server.On("GET silos", ScriptedServer.Refused);

        var result = await _command.RunAsync("silos");

        Assert.Equal(ExitCodes.NoConnection, result.ExitCode);
        Assert.Contains("No server answers at http://one.test: connection refused", result.Error, StringComparison.Ordinal);
        Assert.InRange((_command.Clock.GetUtcNow() - started).TotalSeconds, 0.1, 1);
    }
}
