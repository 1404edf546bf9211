using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Spawner;
using Spawner.Client.Hosting;
using Spawner.Clustering;
using Spawner.Grains.Hosting;

var (siloPort, gatewayPort) = FreePorts();
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.UseOrleans(silo => silo
    .Configure<EndpointOptions>(endpoint => (endpoint.SiloPort, endpoint.GatewayPort) = (siloPort, gatewayPort))
    .UseSpawnerClustering(new ClusteringOptions())
    .UseSpawner(tasks => tasks.AddTask<ReverseHandler>()));
using var host = builder.Build();
await host.StartAsync();

await using (var connection = await SpawnerConnection.ConnectAsync(new ClusteringOptions { GatewayPort = gatewayPort }))
{
    var task = await connection.Client.SpawnAsync(Texts.Reverse, "packed");
    Console.WriteLine($"result: {await task.GetResultAsync()}");
}

await host.StopAsync();

static (int Silo, int Gateway) FreePorts()
{
    using var first = new TcpListener(IPAddress.Loopback, 0);
    using var second = new TcpListener(IPAddress.Loopback, 0);
    first.Start();
    second.Start();
    return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
}

internal static class Texts
{
    public static readonly TaskKind<string, string> Reverse = new("texts.reverse");
}

internal sealed class ReverseHandler : ITaskHandler<string, string>
{
    public static TaskKind<string, string> Kind => Texts.Reverse;

    public Task<string> RunAsync(string input, ITaskContext context, CancellationToken cancellationToken) =>
        Task.FromResult(string.Concat(input.Reverse()));
}
