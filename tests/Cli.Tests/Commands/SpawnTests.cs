using System.Text.Json.Nodes;
using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Commands;

public sealed class SpawnTests : IDisposable
{
    private readonly ScriptedCommand _command = new();

    public SpawnTests() => _command.Server.On("POST tasks", () => ScriptedServer.Json("""{"id":"1~a"}"""));

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Spawn_WhenAllIsSaid_SendsIt()
    {
        await _command.RunAsync(
            "spawn", "resize", """{"a":1}""", "--name", "n", "--tag", "x=1", "--durable", "--timeout", "90s", "--waiting-timeout", "1.5h", "--total-timeout", "2d", "--heartbeat-timeout", "500ms",
            "--start-after", "5m", "--attempts", "5", "--retry-delay", "10s", "--weight", "0.5", "--require", "gpu=yes", "--prefer", "zone=a", "--silo", "s", "--key", "k", "--on-conflict", "reject", "--idempotency-key", "i");

        var request = Assert.Single(_command.Server.Requests);
        var expected = """
            {"kind":"resize","input":{"a":1},"options":{"name":"n","tags":{"x":"1"},"timeoutSeconds":90,"waitingTimeoutSeconds":5400,"totalTimeoutSeconds":172800,"heartbeatTimeoutSeconds":0.5,
            "startAfterSeconds":300,"retry":{"maximumAttempts":5,"delaySeconds":10},"key":{"value":"k","onConflict":"reject"},"durable":true,"weight":0.5,
            "requiredLabels":{"gpu":"yes"},"preferredLabels":{"zone":"a"},"silo":"s"}}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(request.Body)), request.Body);
        Assert.Equal("i", request.Headers["Idempotency-Key"]);
        Assert.Equal("Bearer secret", request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("\"text\"", """{"kind":"k","input":"text","options":{}}""")]
    [InlineData("null", """{"kind":"k","input":null,"options":{}}""")]
    [InlineData("-", """{"kind":"k","input":[1,2],"options":{}}""")]
    [InlineData(null, """{"kind":"k","options":{}}""")]
    public async Task Spawn_WhenThereIsAnInput_SendsItAsJson(string? input, string expected)
    {
        _command.Input = new StringReader("[1,2]\n");

        await _command.RunAsync(input is null ? ["spawn", "k"] : ["spawn", "k", input]);

        Assert.Equal(expected, _command.Server.Requests[0].Body);
    }

    [Fact]
    public async Task Spawn_WhenTheInputIsText_MakesJsonOfIt()
    {
        await _command.RunAsync("spawn", "k", "to \"be\"", "--text");

        Assert.Equal("to \"be\"", JsonNode.Parse(_command.Server.Requests[0].Body)!["input"]!.GetValue<string>());
    }

    [Fact]
    public async Task Spawn_WhenTheInputIsNoJson_SaysHowToGiveText()
    {
        var result = await _command.RunAsync("spawn", "k", "text");

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Contains("--text", result.Error, StringComparison.Ordinal);
        Assert.Empty(_command.Server.Requests);
    }

    [Fact]
    public async Task Spawn_WhenItWaits_PollsToTheEndAndPrintsTheResult()
    {
        _command.Server.On(
            "GET tasks/1~a/outcome",
            () => ScriptedServer.Json("""{"task":{"id":"1~a","phase":"queued"}}""", System.Net.HttpStatusCode.Accepted),
            () => ScriptedServer.Json("""{"task":{"id":"1~a","phase":"succeeded"},"result":{"b":"\u001b"}}"""));

        var result = await _command.RunAsync("spawn", "k", "--wait");

        Assert.Equal((ExitCodes.Ok, "{\"b\":\"\\u001B\"}\n"), (result.ExitCode, result.Output));
        Assert.Equal("?waitSeconds=30", _command.Server.Requests[1].Query);
    }

    [Theory]
    [InlineData("failed", "failed: no disk")]
    [InlineData("timedOut", "timed out: no disk")]
    [InlineData("cancelled", "was cancelled: no disk")]
    [InlineData("lost", "was lost with its silo: no disk")]
    public async Task Spawn_WhenItWaitsForAFailure_TellsWhy(string phase, string expected)
    {
        _command.Server.On("GET tasks/1~a/outcome", () => ScriptedServer.Json($$"""{"task":{"id":"1~a","phase":"{{phase}}","failure":{"type":"E","message":"no disk"} } }"""));

        var result = await _command.RunAsync("spawn", "k", "--wait");

        Assert.Equal((ExitCodes.Failed, "", $"spawner: task 1~a {expected}\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Spawn_WhenItFollows_CopiesOutputToStandardError()
    {
        _command.Server.On("GET tasks/1~a/output/events", () => ScriptedServer.Events("id: 3\nevent: output\ndata: {\"from\":0,\"text\":\"on\\n\",\"next\":3,\"isLast\":true}\n\n"));
        _command.Server.On("GET tasks/1~a/outcome", () => ScriptedServer.Json("""{"task":{"id":"1~a","phase":"succeeded"},"result":1}"""));

        var result = await _command.RunAsync("spawn", "k", "--follow");

        Assert.Equal((ExitCodes.Ok, "1\n", "on\n"), (result.ExitCode, result.Output, result.Error));
    }
}
