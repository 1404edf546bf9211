using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Spawner.Client;
using Spawner.Client.Hosting;

namespace Spawner.Load.Host;

[RandomPlacement]
internal sealed class SiloGrain(IGrainFactory grains, IConfiguration configuration) : Grain, ISiloGrain
{
    private ServiceProvider? _client;

    public Task<int> GetProcessIdAsync() => Task.FromResult(Environment.ProcessId);

    public Task<long> GetAllocatedBytesAsync() => Task.FromResult(GC.GetTotalAllocatedBytes(precise: true));

    public Task<long> GetLiveBytesAsync() => Task.FromResult(GC.GetTotalMemory(forceFullCollection: true));

    public Task OpenGateAsync()
    {
        Gate.Open();
        return Task.CompletedTask;
    }

    public Task<double[]> SpawnLoneAsync(TimeSpan window, string input)
    {
        _client ??= ConnectHere();
        var client = _client.GetRequiredService<ISpawnerClient>();

        // Not in this grain's turn: a program that shares a process with a silo has its own threads.
        return Task.Run(() => SpawnLoneAsync(client, window, input));
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }

    // The host takes no further services, so the client gets a container of its own, over the silo's grains.
    private ServiceProvider ConnectHere() => new ServiceCollection()
        .AddLogging()
        .AddSingleton(configuration)
        .AddSingleton(grains)
        .AddSpawnerClient()
        .BuildServiceProvider();

    private static async Task<double[]> SpawnLoneAsync(ISpawnerClient client, TimeSpan window, string input)
    {
        List<double> latencies = [];
        var begin = Stopwatch.GetTimestamp();
        do
        {
            var started = Stopwatch.GetTimestamp();
            var task = await client.SpawnAsync(LoadKinds.NoOp, input);
            if (await task.GetResultAsync() != input.Length)
            {
                throw new InvalidOperationException($"Task {task.Id} returned a wrong result.");
            }

            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }
        while (Stopwatch.GetElapsedTime(begin) < window);
        return [.. latencies];
    }
}
