using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Contexts;

/// <summary>Which server is asked, and which token it sees.</summary>
public sealed class TargetTests : IDisposable
{
    private readonly ScriptedCommand _command = new();

    public TargetTests()
    {
        _command.Variables.Clear();
        _command.Server.On("GET silos", () => ScriptedServer.Json("""{"silos":[]}"""));
    }

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Command_WhenNothingIsSaid_AsksTheSiloOfThisMachineWithItsToken()
    {
        WriteLocalToken();

        await _command.RunAsync("silos");

        AssertAsked("http://127.0.0.1:8080/", "Bearer local");
    }

    [Theory]
    [InlineData("http://[::1]:9/", "Bearer local")]
    [InlineData("http://localhost:9/", "Bearer local")]
    [InlineData("http://other.test/", null)]
    [InlineData("http://localhost.test/", null)]
    [InlineData("http://127.0.0.1.test/", null)]
    public async Task Command_WhenAServerIsNamed_ShowsItTheLocalTokenOnlyOnThisMachine(string address, string? token)
    {
        WriteLocalToken();

        await _command.RunAsync("silos", "--url", address);

        AssertAsked(address, token);
    }

    [Fact]
    public async Task Command_WhenTheEnvironmentNamesServerAndToken_UsesThem()
    {
        WriteLocalToken();
        (_command.Variables["SPAWNER_URL"], _command.Variables["SPAWNER_TOKEN"]) = ("https://env.test", "env");

        await _command.RunAsync("silos");

        AssertAsked("https://env.test/", "Bearer env");
    }

    [Fact]
    public async Task Command_WhenOptionsNameServerAndToken_PrefersThem()
    {
        (_command.Variables["SPAWNER_URL"], _command.Variables["SPAWNER_TOKEN"]) = ("https://env.test", "env");

        await _command.RunAsync("silos", "--url", "https://option.test", "--token", "option");

        AssertAsked("https://option.test/", "Bearer option");
    }

    [Fact]
    public async Task Command_WhenThereIsACurrentContext_UsesItAndShowsItsTokenToNoOtherServer()
    {
        await LoginAsync("prod", "https://prod.test", "prod-token");
        await LoginAsync("test", "https://test.test", "test-token");

        await _command.RunAsync("silos");
        AssertAsked("https://test.test/", "Bearer test-token");

        await _command.RunAsync("silos", "--context", "prod");
        AssertAsked("https://prod.test/", "Bearer prod-token");

        await _command.RunAsync("silos", "--url", "https://elsewhere.test");
        AssertAsked("https://elsewhere.test/", null);

        _command.Variables["SPAWNER_CONTEXT"] = "prod";
        await _command.RunAsync("silos");
        AssertAsked("https://prod.test/", "Bearer prod-token");
    }

    [Fact]
    public async Task Command_WhenTheContextIsUnknown_NamesTheKnownOnes()
    {
        await LoginAsync("prod", "https://prod.test", "prod-token");

        var result = await _command.RunAsync("silos", "--context", "production");

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Contains("There is no context 'production'. Known: prod.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://x")]
    [InlineData("one.test")]
    [InlineData("http://user:password@one.test")]
    public async Task Command_WhenTheUrlIsNone_SaysWhatIsAccepted(string address)
    {
        var result = await _command.RunAsync("silos", "--url", address);

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Contains("--url does not accept", result.Error, StringComparison.Ordinal);
        Assert.Empty(_command.Server.Requests);
    }

    [Fact]
    public async Task Command_WhenTheTokenHoldsALineBreak_DoesNotSendIt()
    {
        var result = await _command.RunAsync("silos", "--token", "a\r\nX-Other: b");

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Empty(_command.Server.Requests);
    }

    private async Task LoginAsync(string name, string url, string token)
    {
        _command.Server.On("GET me", () => ScriptedServer.Json("""{"name":"ada","namespace":"default","roles":["operator"],"scopes":[]}"""));
        _command.Input = new StringReader(token + "\n");
        Assert.Equal(ExitCodes.Ok, (await _command.RunAsync("login", name, "--url", url)).ExitCode);
    }

    private void WriteLocalToken()
    {
        Directory.CreateDirectory(_command.DataFolder);
        File.WriteAllText(Path.Combine(_command.DataFolder, "api-token"), "local\n");
    }

    private void AssertAsked(string url, string? authorization)
    {
        var request = _command.Server.Requests[^1];
        Assert.Equal(url + "api/v1/silos", request.Url.ToString());
        Assert.Equal(authorization, request.Headers.GetValueOrDefault("Authorization"));
    }
}
