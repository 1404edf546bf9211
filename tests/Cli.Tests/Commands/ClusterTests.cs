using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Commands;

/// <summary>Silos, kinds, keys, explanations.</summary>
public sealed class ClusterTests : IDisposable
{
    private readonly ScriptedCommand _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData("drain a/b", "POST silos/a%2Fb/drain")]
    [InlineData("resume s", "POST silos/s/resume")]
    [InlineData("kinds pause k", "POST kinds/k/pause")]
    [InlineData("kinds resume k", "POST kinds/k/resume")]
    [InlineData("keys revoke 7", "DELETE keys/7")]
    public async Task Command_WhenItChangesSomething_AsksForThat(string line, string route)
    {
        _command.Server.On(route, ScriptedServer.Lost, () => new HttpResponseMessage(System.Net.HttpStatusCode.NoContent));

        var result = await _command.RunAsync(line.Split(' '));

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Equal([route, route], _command.Server.Requests.Select(request => request.Route));
    }

    [Fact]
    public async Task Kinds_WhenOneIsPaused_ShowsIt()
    {
        _command.Server.On("GET kinds", () => ScriptedServer.Json("""{"kinds":[{"name":"a","paused":true,"silos":["s1","s2"]},{"name":"b","paused":false}]}"""));

        Assert.Matches(@"a +paused +s1, s2", (await _command.RunAsync("kinds")).Output);
    }

    [Fact]
    public async Task Silos_WhenListed_ShowTheirLoad()
    {
        _command.Server.On("GET silos", () => ScriptedServer.Json(
            """{"silos":[{"name":"s1","state":"active","gate":"open","slots":2,"slotsTaken":1.5,"running":3,"queued":1200,"cpu":0.42,"memory":0.1,"serviceTimeSeconds":0.25,"ageSeconds":1.2,"version":"0.1.0"}]}"""));

        Assert.Matches(@"s1 +active +2 +1\.5 +3 +1,200 +42 % +10 % +250ms +1\.2s +0\.1\.0", (await _command.RunAsync("silos")).Output);
    }

    [Fact]
    public async Task KeysCreate_WhenMade_PrintsTheKeyAlone()
    {
        _command.Server.On("POST keys", () => ScriptedServer.Json("""{"id":"7","name":"reports","key":"sp_abc"}""", System.Net.HttpStatusCode.Created));

        var result = await _command.RunAsync("keys", "create", "reports", "--role", "operator", "--scope", "payload:read", "--expires-in", "1d");

        Assert.Equal("sp_abc\n", result.Output);
        Assert.Equal("""{"name":"reports","role":"operator","scopes":["payload:read"],"expiresAt":"2026-04-01T12:00:00+00:00"}""", _command.Server.Requests[0].Body);
    }

    [Fact]
    public async Task Explain_WhenATaskMoved_ShowsCandidatesAndMoves()
    {
        _command.Server.On("GET tasks/1/explanation", () => ScriptedServer.Json(
            """
            {"chosen":"s1","chosenAddress":"127.0.0.1:1@1","reason":"A slot was free.","rule":"localFree","candidates":[{"silo":"s1","score":0.5,"servingSlots":2},{"silo":"s2","excluded":"It drains."}],
            "moves":[{"from":"s1","toAddress":"127.0.0.1:2@1","at":"2026-03-31T12:00:00Z","reason":"freeSlot"}]}
            """));

        var result = await _command.RunAsync("explain", "1");

        Assert.Matches(@"(?s)reason +A slot was free\..*s2 .*It drains\..*s1 +127\.0\.0\.1:2@1 +freeSlot", result.Output);
    }

    [Fact]
    public async Task Explain_WhenNeitherTaskNorKindIsNamed_AsksForOne() => Assert.Equal(ExitCodes.BadArguments, (await _command.RunAsync("explain")).ExitCode);
}
