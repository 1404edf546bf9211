using System.Runtime.Versioning;
using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class DoctorTests : IDisposable
{
    private readonly ScriptedCommand _command = new();

    public DoctorTests() => _command.Server
        .On("GET /health/ready", () => Dated(TimeSpan.Zero))
        .On("GET me", () => ScriptedServer.Json("""{"name":"ada","namespace":"default","roles":["admin"]}"""))
        .On("GET silos", () => ScriptedServer.Json("""{"silos":[{"name":"silo-1","state":"active","version":"1"},{"name":"silo-2","state":"active","version":"1"}]}"""))
        .On("GET kinds", () => ScriptedServer.Json("""{"kinds":[{"name":"k","paused":false,"silos":["silo-1"]}]}"""))
        .On("GET tasks", () => ScriptedServer.Json("""{"tasks":[]}"""));

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Doctor_WhenAllIsWell_PassesEveryCheck()
    {
        _command.Variables["SPAWNER_URL"] = "https://one.test";

        var result = await _command.RunAsync("doctor");

        Assert.Equal(ExitCodes.Ok, result.ExitCode);
        Assert.All(result.Output.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("pass", line, StringComparison.Ordinal));
        Assert.Contains("ada: admin in namespace default", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WhenNobodyAnswers_SaysWhereAndStopsThere()
    {
        _command.Server.On("GET /health/ready", ScriptedServer.Refused);

        var result = await _command.RunAsync("doctor", "--json");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains("{\"check\":\"connection\",\"verdict\":\"fail\",\"text\":\"No server answers at http://one.test: connection refused", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(_command.Server.Requests, request => request.Route == "GET silos");
    }

    [Fact]
    public async Task Doctor_WhenThingsAreWrong_TellsEachWithAdvice()
    {
        _command.Server
            .On("GET /health/ready", () => Dated(TimeSpan.FromMinutes(3)))
            .On("GET silos", () => ScriptedServer.Json("""{"silos":[{"name":"a","state":"draining","version":"1"},{"name":"b","state":"active","version":"2","failingKinds":["resize"]}]}"""))
            .On("GET kinds", () => ScriptedServer.Json("""{"kinds":[{"name":"resize","paused":true}]}"""))
            .On("GET tasks", () => ScriptedServer.Problem(503, "store-unavailable", "The store does not answer."));

        var result = await _command.RunAsync("doctor", "--patience", "0");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        foreach (var expected in (string[])
        [
            "http://one.test/ is plain HTTP", "differs from the server's by 3m00s", "1 of 2 take tasks, not a (draining)", "silos run 1, 2", "on b most tasks fail of resize", "paused: resize", "The store does not answer.",
        ])
        {
            Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Doctor_WhenTheTokenIsNotAccepted_SaysWhereItCameFrom()
    {
        _command.Server.On("GET me", () => ScriptedServer.Problem(401, "unauthenticated", "The key has expired."));

        var result = await _command.RunAsync("doctor");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains("The token from SPAWNER_TOKEN is not accepted", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WhenOthersMayReadASecret_FailsTheCheck()
    {
        Directory.CreateDirectory(_command.DataFolder);
        var file = Path.Combine(_command.DataFolder, "api-token");
        await File.WriteAllTextAsync(file, "t", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var result = await _command.RunAsync("doctor");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains($"chmod 600 '{file}'", result.Output, StringComparison.Ordinal);
    }

    private HttpResponseMessage Dated(TimeSpan skew)
    {
        var response = ScriptedServer.Json("{}");
        response.Headers.Date = _command.Clock.GetUtcNow() + skew;
        return response;
    }
}
