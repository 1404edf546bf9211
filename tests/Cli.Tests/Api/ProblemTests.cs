using System.Net;
using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Api;

/// <summary>How refusals of the server are told.</summary>
public sealed class ProblemTests : IDisposable
{
    private readonly ScriptedCommand _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData(400, "invalid-request", ExitCodes.BadArguments)]
    [InlineData(413, "payload-too-large", ExitCodes.BadArguments)]
    [InlineData(401, "unauthenticated", ExitCodes.Denied)]
    [InlineData(403, "forbidden", ExitCodes.Denied)]
    [InlineData(404, "unknown-task", ExitCodes.NotFound)]
    [InlineData(409, "not-changed", ExitCodes.Failed)]
    [InlineData(500, "defect", ExitCodes.NoConnection)]
    public async Task Command_WhenRefused_TellsWhyAndHowByItsExitCode(int status, string name, int exitCode)
    {
        _command.Server.On("GET tasks/1", () => ScriptedServer.Problem(status, name, "Because of this."));

        var result = await _command.RunAsync("show", "1");

        Assert.Equal(exitCode, result.ExitCode);
        Assert.StartsWith("spawner: Because of this.", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Command_WhenSeveralThingsAreWrong_TellsAllOfThem()
    {
        _command.Server.On("POST tasks", () => ScriptedServer.Problem(400, "invalid-request", "Two problems.", more: ""","errors":["The weight is -1.","Kind 'x y' is none."]"""));

        var result = await _command.RunAsync("spawn", "x y", "--weight", "-1");

        Assert.Equal("spawner: Two problems.\n  The weight is -1.\n  Kind 'x y' is none.\n", result.Error);
    }

    [Fact]
    public async Task Command_WhenTheAnswerIsNoProblemDocument_TellsTheStatus()
    {
        _command.Server.On("GET tasks/1", () => new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("<html>proxy</html>"), ReasonPhrase = "Forbidden" });

        var result = await _command.RunAsync("show", "1");

        Assert.Equal(ExitCodes.Denied, result.ExitCode);
        Assert.Contains("403 Forbidden", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WhenWhatAnswersIsNoSpawnerServer_SaysSo()
    {
        _command.Server.On("GET silos", () => ScriptedServer.Json("<html>hello</html>"));

        var result = await _command.RunAsync("silos");

        Assert.Equal(ExitCodes.NoConnection, result.ExitCode);
        Assert.Contains("did not answer as a Spawner server does", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WhenAProblemHoldsEscapeSequences_ShowsThem()
    {
        _command.Server.On("GET tasks/1", () => ScriptedServer.Problem(404, "unknown-task", "No \u001b]0;owned\u0007task \u009b31m."));

        var result = await _command.RunAsync("show", "1");

        Assert.Equal("spawner: No \\u001b]0;owned\\u0007task \\u009b31m.\n", result.Error);
    }
}
