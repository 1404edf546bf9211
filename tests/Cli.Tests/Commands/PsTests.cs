using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Commands;

public sealed class PsTests : IDisposable
{
    private readonly ScriptedCommand _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Ps_WhenNamesHoldMarkupAndEscapeSequences_ShowsThemAsText()
    {
        _command.Server.On("GET tasks", () => ScriptedServer.Json(
            """{"tasks":[{"id":"1","kind":"[red]k[/]","name":"a\u001b]0;owned\u0007\nb","phase":"failed","failure":{"type":"E","message":"\u009b2Jboom [/]\nstack"}}]}"""));

        var result = await _command.RunAsync("ps");

        Assert.Equal(ExitCodes.Ok, result.ExitCode);
        Assert.Contains("[red]k[/]", result.Output, StringComparison.Ordinal);
        Assert.Contains("a\\u001b]0;owned\\u0007\\u000ab", result.Output, StringComparison.Ordinal);
        Assert.Contains("\\u009b2Jboom [/]", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Output, c => char.IsControl(c) && c != '\n');
        Assert.Equal(2, result.Output.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Ps_WhenJson_PrintsALineForEachTaskWithoutControlCharacters()
    {
        _command.Server.On("GET tasks", () => ScriptedServer.Json("""{"tasks":[{"id":"1","kind":"k","name":"\u001b\u009b ü","phase":"queued"},{"id":"2","kind":"k","phase":"running"}]}"""));

        var result = await _command.RunAsync("ps", "--json");

        Assert.Equal(
            "{\"id\":\"1\",\"kind\":\"k\",\"name\":\"\\u001B\\u009B ü\",\"phase\":\"queued\",\"run\":0}\n{\"id\":\"2\",\"kind\":\"k\",\"phase\":\"running\",\"run\":0}\n", result.Output);
    }

    [Fact]
    public async Task Ps_WhenAll_ReadsPageAfterPage()
    {
        _command.Server.On("GET tasks", request => ScriptedServer.Json(request.Query.Contains("cursor=a+b/=", StringComparison.Ordinal)
            ? """{"tasks":[{"id":"2","phase":"queued"}]}"""
            : """{"tasks":[{"id":"1","phase":"queued"}],"next":"a+b/="}"""));

        var result = await _command.RunAsync("ps", "--all", "-q");

        Assert.Equal("1\n2\n", result.Output);
        Assert.Equal(2, _command.Server.Requests.Count);
    }

    [Fact]
    public async Task Ps_WhenThereAreMoreThanItShows_SaysSo()
    {
        _command.Server.On("GET tasks", () => ScriptedServer.Json("""{"tasks":[{"id":"1","phase":"queued"}],"next":"n"}"""));

        var result = await _command.RunAsync("ps", "--limit", "1");

        Assert.Equal("?limit=1", Assert.Single(_command.Server.Requests).Query);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Ps_WhenFiltered_AsksForWhatIsWanted()
    {
        _command.Server.On("GET tasks", () => ScriptedServer.Json("""{"tasks":[]}"""));

        await _command.RunAsync("ps", "--kind", "a&b", "--phase", "failed,TIMEDOUT", "--silo", "s", "--tag", "x=1", "--tag", "y==2", "--failure", "disk full", "--from", "2h", "--to", "2026-03-31T11:30Z", "--oldest");

        Assert.Equal(
            "?kind=a&b&phase=failed&phase=timedOut&silo=s&tag=x=1&tag=y==2&failureText=disk full&from=2026-03-31T10:00:00.0000000+00:00&to=2026-03-31T11:30:00.0000000+00:00&order=oldest&limit=100",
            Assert.Single(_command.Server.Requests).Query);
        Assert.Contains("kind=a%26b", _command.Server.Requests[0].Url.Query, StringComparison.Ordinal);
    }
}
