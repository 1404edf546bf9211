using System.Runtime.Versioning;
using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Contexts;

[UnsupportedOSPlatform("windows")]
public sealed class LoginTests : IDisposable
{
    private readonly ScriptedCommand _command = new();

    public LoginTests() => _command.Variables.Clear();

    public void Dispose() => _command.Dispose();

    private string ContextFile => Path.Combine(_command.ConfigFolder, "contexts.json");

    [Fact]
    public async Task Login_WhenTheTokenIsAccepted_StoresItForItsOwnerAlone()
    {
        _command.Server.On("GET me", () => ScriptedServer.Json("""{"name":"ada","namespace":"books","roles":["operator"],"scopes":[]}"""));
        _command.Input = new StringReader("https://a.test, https://b.test\nsecret\n");

        var result = await _command.RunAsync("login", "prod");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Contains("Logged in as ada: operator in namespace books.", result.Output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ContextFile));
        Assert.DoesNotContain("secret", result.Output + result.Error, StringComparison.Ordinal);
        var listed = await _command.RunAsync("contexts", "--json");
        Assert.Equal("{\"name\":\"prod\",\"urls\":[\"https://a.test\",\"https://b.test\"],\"hasToken\":true,\"isCurrent\":true}\n", listed.Output);
    }

    [Fact]
    public async Task Login_WhenTheTokenIsNotAccepted_StoresNothing()
    {
        _command.Server.On("GET me", () => ScriptedServer.Problem(401, "unauthenticated", "The token is unknown."));
        _command.Input = new StringReader("wrong\n");

        var result = await _command.RunAsync("login", "--url", "https://a.test");

        Assert.Equal(ExitCodes.Denied, result.ExitCode);
        Assert.False(File.Exists(ContextFile));
    }

    [Fact]
    public async Task Login_WhenNobodyAnswersTheQuestion_SaysWhichOne()
    {
        var result = await _command.RunAsync("login");

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Contains("Address of a server", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contexts_WhenOneIsRemoved_ForgetsItsToken()
    {
        _command.Server.On("GET me", () => ScriptedServer.Json("""{"name":"ada"}"""));
        _command.Input = new StringReader("secret\n");
        await _command.RunAsync("login", "prod", "--url", "https://a.test");

        Assert.Equal(ExitCodes.Ok, (await _command.RunAsync("contexts", "remove", "prod")).ExitCode);

        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(ContextFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await _command.RunAsync("contexts", "use", "prod")).ExitCode);
    }

    [Fact]
    public async Task Command_WhenTheFileOfContextsIsDamaged_SaysWhatToDo()
    {
        Directory.CreateDirectory(_command.ConfigFolder);
        await File.WriteAllTextAsync(ContextFile, "{", TestContext.Current.CancellationToken);

        var result = await _command.RunAsync("silos");

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Contains("contexts.json' cannot be read", result.Error, StringComparison.Ordinal);
    }
}
