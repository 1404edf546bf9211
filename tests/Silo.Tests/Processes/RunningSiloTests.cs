using System.Net;
using Spawner.Tests;

namespace Spawner.Silo.Tests.Processes;

public class RunningSiloTests(RunningSilo running) : IClassFixture<RunningSilo>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void ReadyFile_WhenTheSiloTakesTasks_SaysWhoAndWhere()
    {
        var ready = running.Silo.Ready;
        Assert.Equal(("looked-at", running.Silo.ProcessId), (ready.Name, ready.Pid));
        Assert.StartsWith($"127.0.0.1:{ready.SiloPort}@", ready.SiloAddress, StringComparison.Ordinal);
        Assert.InRange(ready.GatewayPort, 1, 65535);
    }

    [Theory]
    [InlineData("/health/live", "making progress")]
    [InlineData("/health/ready", "taking tasks")]
    public async Task Health_WhenTheSiloTakesTasks_IsOkWithAReason(string path, string reason)
    {
        using var answer = await running.Http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_WhenAskedByAForeignName_Refuses()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { Host = "rebound.example" } };
        using var answer = await running.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("dotnet_process_cpu_time_seconds_total")]
    [InlineData("spawner_slots")]
    [InlineData("service_instance_id=\"looked-at\"")]
    public async Task Metrics_WhenAsked_HasSeriesOf(string series) =>
        Assert.Contains(series, await running.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancel), StringComparison.Ordinal);

    [Fact]
    public void Sockets_WhenNothingElseIsSet_ListenOnLoopbackOnly()
    {
        var listening = ListeningSockets.Of(running.Silo.ProcessId);
        Assert.All(listening, endpoint => Assert.Equal(IPAddress.Loopback, endpoint.Address));
        Assert.Equivalent(
            new[] { running.Silo.Ready.SiloPort, running.Silo.Ready.GatewayPort, running.Silo.Ready.HttpUrl.Port },
            listening.Select(endpoint => endpoint.Port),
            strict: true);
    }

    [Fact]
    public async Task Healthcheck_WhenTheSiloIsReady_Exits0()
    {
        await using var probe = Probe(new Uri(running.Silo.Ready.HttpUrl, "/health/ready"));
        Assert.Equal(0, await probe.WaitForExitAsync(Cancel));
        Assert.Contains("taking tasks", probe.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Healthcheck_WhenNobodyListens_Exits1()
    {
        await using var probe = Probe(new Uri("http://127.0.0.1:1/health/ready"));
        Assert.Equal(1, await probe.WaitForExitAsync(Cancel));
        Assert.Contains("does not answer", probe.Errors, StringComparison.Ordinal);
    }

    private static SiloProcess Probe(Uri url) => SiloProcess.Launch(Silos.Dll, arguments: ["--healthcheck", url.ToString()]);
}
