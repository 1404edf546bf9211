using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Commands;

/// <summary><c>cancel</c>, <c>retry</c> and <c>discard</c>, by ids and by filters.</summary>
public sealed class BulkTests : IDisposable
{
    private readonly ScriptedCommand _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Cancel_WhenIdsAreGiven_CancelsEachAndTellsThoseItCannot()
    {
        _command.Server.On("POST tasks/1/cancel", () => ScriptedServer.Json("""{"answer":"cancelled"}"""));
        _command.Server.On("POST tasks/2/cancel", () => ScriptedServer.Problem(404, "unknown-task", "Nobody knows it."));
        _command.Server.On("POST tasks/3/cancel", () => ScriptedServer.Json("""{"answer":"signalled"}"""));

        var result = await _command.RunAsync("cancel", "1", "2", "3");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains("1: cancelled\n3: told to stop", result.Output, StringComparison.Ordinal);
        Assert.Equal("spawner: 2: Nobody knows it.\n", result.Error);
    }

    [Fact]
    public async Task Cancel_WhenJson_PrintsALineForEachTask()
    {
        _command.Server.On("POST tasks/1/cancel", () => ScriptedServer.Json("""{"answer":"alreadyEnded"}"""));

        Assert.Equal("{\"id\":\"1\",\"change\":\"had ended already\"}\n", (await _command.RunAsync("cancel", "1", "--json")).Output);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("retry")]
    [InlineData("discard")]
    public async Task Change_WhenByFilterWithoutConsent_ChangesNothing(string verb)
    {
        var result = await _command.RunAsync(verb, "--phase", "failed");

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Contains("add --yes", result.Error, StringComparison.Ordinal);
        Assert.Empty(_command.Server.Requests);
    }

    [Theory]
    [InlineData("n\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    [InlineData("y\n", true)]
    public async Task Discard_WhenOnATerminal_AsksFirst(string answer, bool changes)
    {
        _command.Server.On("POST tasks/discard", () => ScriptedServer.Json("""{"matched":1,"changed":1,"leftAlone":{}}"""));
        (_command.Input, _command.InputIsTerminal) = (new StringReader(answer), true);

        var result = await _command.RunAsync("discard", "--phase", "failed");

        Assert.Equal((changes ? ExitCodes.Ok : ExitCodes.Failed, changes ? 1 : 0), (result.ExitCode, _command.Server.Requests.Count));
    }

    [Fact]
    public async Task Retry_WhenManyMatch_TellsHowManyWereChanged()
    {
        _command.Server.On("POST tasks/retry", () => ScriptedServer.Json("""{"matched":520,"changed":516,"leftAlone":{"keyTaken":3,"notEnded":1}}"""));

        var result = await _command.RunAsync("retry", "--kind", "resize", "--phase", "failed", "--yes");

        Assert.Equal("516 of 520 tasks run again.\n3 left alone: keyTaken\n1 left alone: notEnded\n", result.Output);
        Assert.Equal("""{"filter":{"kind":"resize","phases":["failed"]}}""", _command.Server.Requests[0].Body);
    }

    [Fact]
    public async Task Retry_WhenThereIsAnotherInput_SendsItForIdsOnly()
    {
        _command.Server.On("POST tasks/1/retry", () => ScriptedServer.Json("""{"changed":true}"""));

        Assert.Equal(ExitCodes.Ok, (await _command.RunAsync("retry", "1", "--input", "[1]")).ExitCode);
        Assert.Equal(ExitCodes.BadArguments, (await _command.RunAsync("retry", "--phase", "failed", "--input", "[1]", "--yes")).ExitCode);

        Assert.Equal("""{"input":[1]}""", Assert.Single(_command.Server.Requests).Body);
    }

    [Fact]
    public async Task Retry_WhenTheAnswerIsLost_IsNotSentAgain()
    {
        _command.Server.On("POST tasks/1/retry", ScriptedServer.Lost, () => ScriptedServer.Json("""{"changed":true}"""));

        var result = await _command.RunAsync("retry", "1");

        Assert.Equal((ExitCodes.NoConnection, 1), (result.ExitCode, _command.Server.Requests.Count));
    }

    [Fact]
    public async Task Cancel_WhenNothingIsChosen_AsksWhat()
    {
        var result = await _command.RunAsync("cancel");

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Contains("what shall 'cancel' change?", result.Error, StringComparison.Ordinal);
    }
}
