using Spawner.Cli.Tests.Scripted;
using Spawner.Cli.Top;

namespace Spawner.Cli.Tests.Top;

public sealed class TopTests : IDisposable
{
    private readonly ScriptedCommand _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Top_WhenTheOutputIsNoTerminal_PrintsOneLook()
    {
        _command.Server
            .On("GET silos", () => ScriptedServer.Json("""{"silos":[{"name":"calm","state":"active","slots":2},{"name":"busy","state":"active","slots":2,"slotsTaken":2,"running":2,"queued":9}]}"""))
            .On("GET tasks/counts", () => ScriptedServer.Json("""{"phases":{"queued":9,"running":2,"succeeded":1000}}"""))
            .On("GET tasks", () => ScriptedServer.Json("""{"tasks":[{"id":"0197f2c04b1e7d0a8c55d9a1e2f30417~127.0.0.1:1@1","kind":"[b]k","phase":"running","silo":"busy","startedAt":"2026-03-31T11:59:00Z","progress":{"fraction":0.5,"message":"half\u001b"}}]}"""));

        var result = await _command.RunAsync("top");

        Assert.Equal(ExitCodes.Ok, result.ExitCode);
        Assert.Contains("2 silos, 2 running, 9 queued; recorded: 11 open, 1,000 succeeded", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?s)busy .*calm ", result.Output);
        Assert.Matches(@"0197f2c04b1e7d0a8c55d9a1e2f30417 +\[b\]k +busy +1m00s +50 % half\\u001b", result.Output);
        Assert.Equal("?phase=running&order=oldest&limit=100", _command.Server.Requests[^1].Query);
    }

    [Fact]
    public async Task Top_WhenThereIsNoStore_ShowsSilosAllTheSame()
    {
        _command.Server
            .On("GET silos", () => ScriptedServer.Json("""{"silos":[{"name":"s1","state":"active"}]}"""))
            .On("GET tasks/counts", () => ScriptedServer.Problem(503, "store-unavailable", "There is no store."));

        var result = await _command.RunAsync("top", "--patience", "0");

        Assert.Equal(ExitCodes.Ok, result.ExitCode);
        Assert.Matches(@"(?s)There is no store\..*s1 ", result.Output);
    }

    [Theory]
    [InlineData("load", "b a c")]
    [InlineData("queued", "c b a")]
    [InlineData("cpu", "a b c")]
    [InlineData("memory", "b c a")]
    [InlineData("name", "a b c")]
    public void Sort_WhenByAName_OrdersSilos(string by, string expected)
    {
        Cli.Api.Documents.ApiSilo[] silos =
        [
            new() { Name = "c", Slots = 100, Queued = 9, Memory = 0.2 },
            new() { Name = "a", Slots = 1, Queued = 1, Cpu = 0.9, Memory = 0.1 },
            new() { Name = "b", Slots = 2, SlotsTaken = 2, Queued = 3, Cpu = 0.5, Memory = 0.9 },
        ];

        Assert.Equal(expected, string.Join(' ', TopSort.Apply(silos, by).Select(silo => silo.Name)));
    }
}
