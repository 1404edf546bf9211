using System.Net;
using System.Text;
using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Api;

/// <summary>Streams of events over connections that break.</summary>
public sealed class EventTests : IDisposable
{
    private readonly ScriptedCommand _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Watch_WhenTheConnectionBreaks_GoesOnAfterTheLastEvent()
    {
        _command.Server.On(
            "GET tasks/1/events",
            () => Broken("id: 1\nevent: task\ndata: {\"id\":\"1\",\"phase\":\"queued\"}\n\nid: 2\nevent: task\ndata: {\"id\":\"1\",\"phase\":\"running\"}\n\n: keep\n\n"),
            ScriptedServer.Lost,
            () => ScriptedServer.Events("id: 3\nevent: end\ndata: {\"task\":{\"id\":\"1\",\"phase\":\"succeeded\"},\"result\":42}\n\n"));

        var result = await _command.RunAsync("watch", "1");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Matches("(?s)queued.*running.*succeeded.*\n42\n$", result.Output);
        Assert.Equal([null, "2", "2"], _command.Server.Requests.Select(request => request.Headers.GetValueOrDefault("Last-Event-ID")));
    }

    [Fact]
    public async Task Watch_WhenTheTaskFails_TellsSoByItsExitCode()
    {
        _command.Server.On("GET tasks/1/events", () => ScriptedServer.Events(
            "id: 1\nevent: end\ndata: {\"task\":{\"id\":\"1\",\"phase\":\"failed\",\"failure\":{\"type\":\"E\",\"message\":\"disk \\u001b[2Jfull\"}}}\n\n"));

        var result = await _command.RunAsync("watch", "1");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains("task 1 failed: disk \\u001b[2Jfull", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    [Fact]
    public async Task Watch_WhenTheServerEndsTheStreamAgainAndAgain_GivesUp()
    {
        _command.Server.On("GET tasks/1/events", () => ScriptedServer.Events(": nothing\n\n"));

        var result = await _command.RunAsync("watch", "1");

        Assert.Equal(ExitCodes.NoConnection, result.ExitCode);
        Assert.Equal(5, _command.Server.Requests.Count);
    }

    [Fact]
    public async Task Logs_WhenFollowed_PrintsAllPartsOnceAndNoEscapeSequence()
    {
        _command.Server.On(
            "GET tasks/1/output/events",
            () => Broken("id: 6\nevent: output\ndata: {\"from\":0,\"text\":\"one\\n\\u001b[31m\",\"next\":6,\"dropped\":0,\"isLast\":false}\n\n"),
            () => ScriptedServer.Events("id: 9\nevent: output\ndata: {\"from\":6,\"text\":\"two\\n\",\"next\":9,\"dropped\":0,\"isLast\":true}\n\n"));

        var result = await _command.RunAsync("logs", "1", "-f");

        Assert.Equal((ExitCodes.Ok, "one\n\\u001b[31mtwo\n"), (result.ExitCode, result.Output));
        Assert.Equal("6", _command.Server.Requests[1].Headers["Last-Event-ID"]);
    }

    private static HttpResponseMessage Broken(string events) => new(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream(Encoding.UTF8.GetBytes(events))) };

    /// <summary>Gives what it has, then breaks.</summary>
    private sealed class BrokenStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("the connection broke");
        }
    }
}
