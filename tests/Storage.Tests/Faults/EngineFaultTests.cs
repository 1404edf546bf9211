using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Client.Hosting;
using Spawner.Grains.Hosting;
using Spawner.Storage.Tests.Histories;

namespace Spawner.Storage.Tests.Faults;

/// <summary>Tasks of two silos whose store fails once, at each call of each verb that they use in turn.</summary>
public sealed class EngineFaultTests : IAsyncLifetime
{
    private static readonly TaskKind<string, int> Counted = new("test.counted", durable: true);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ArmedTaskStore store = new(new MemoryTaskStore(TimeProvider.System));
    private readonly ConcurrentDictionary<string, int> runs = new();
    private InProcessTestCluster? cluster;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ISpawnerClient Client => cluster!.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<ITaskStore>(store);
            silo.UseSpawner(tasks => tasks.AddTask(Counted, Run));
        });
        builder.ConfigureClient(client => client.Services.AddSpawnerClient());
        cluster = builder.Build();
        await cluster.DeployAsync(Cancel);
    }

    public async ValueTask DisposeAsync() => await cluster!.DisposeAsync();

    [Theory]
    [InlineData(FaultPoint.Before)]
    [InlineData(FaultPoint.AfterCommitBeforeReturn)]
    public async Task Tasks_WhenACommitFails_WhicheverItIs_EndOnceAndRunAsOftenAsWithout(FaultPoint point)
    {
        var number = 1;
        while (await PlayAsync(nameof(ITaskStore.CommitAsync), number, point))
        {
            number++;
        }

        Assert.InRange(number, 4, int.MaxValue);
    }

    // Looked for every second, and whenever a task may be claimed.
    [Theory]
    [InlineData(nameof(ITaskStore.ClaimAsync), FaultPoint.Before)]
    [InlineData(nameof(ITaskStore.ClaimAsync), FaultPoint.AfterCommitBeforeReturn)]
    [InlineData(nameof(ITaskStore.ListOwnersAsync), FaultPoint.Before)]
    [InlineData(nameof(ITaskStore.ListPausedAsync), FaultPoint.Before)]
    [InlineData(nameof(ITaskStore.RenewAsync), FaultPoint.Before)]
    [InlineData(nameof(ITaskStore.RenewAsync), FaultPoint.AfterCommitBeforeReturn)]
    public async Task Tasks_WhenAVerbFailsThatIsAskedAgainAndAgain_EndOnceAndRunAsOftenAsWithout(string verb, FaultPoint point)
    {
        for (var number = 1; number <= 4; number++)
        {
            Assert.True(await PlayAsync(verb, number, point, awaitFault: true), $"{verb} was never called for the {number}th time.");
        }
    }

    /// <returns>Whether the fault was met.</returns>
    private async Task<bool> PlayAsync(string verb, int number, FaultPoint point, bool awaitFault = false)
    {
        var name = Guid.NewGuid().ToString("N");
        var fault = store.Arm(verb, number, point);
        var options = new SpawnOptions { Retry = new RetryPolicy { MaximumAttempts = 2, Delay = TimeSpan.Zero } };

        var plain = await Client.SpawnManyAsync(Counted, Enumerable.Range(0, 5).Select(i => $"{name} plain {i}"), options, Cancel);
        var retried = await Client.SpawnAsync(Counted, $"{name} retried", options, Cancel);
        var delayed = await Client.SpawnAsync(Counted, $"{name} delayed", options with { StartAfter = TimeSpan.FromMilliseconds(20) }, Cancel);
        var keyed = await Client.SpawnAsync(Counted, $"{name} keyed", options with { Key = new UniqueKey(name), StartAfter = TimeSpan.FromDays(1) }, Cancel);
        var replaced = await Client.SpawnAsync(
            Counted, $"{name} replaced", options with { Key = new UniqueKey(name) { OnConflict = KeyConflictAction.Replace } }, Cancel);
        if (awaitFault)
        {
            await fault.WaitAsync(Limit, Cancel);
        }

        Assert.All(await plain.GetResultsAsync(Cancel).WaitAsync(Limit, Cancel), run => Assert.Equal(1, run));
        Assert.Equal(2, await retried.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal(1, await delayed.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal(1, await replaced.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal(TaskPhase.Cancelled, (await keyed.GetOutcomeAsync(Cancel).WaitAsync(Limit, Cancel)).Phase);
        store.Disarm();
        Assert.Equal(
            [("delayed", 1), ("plain", 5), ("replaced", 1), ("retried", 2)],
            runs.Where(run => run.Key.StartsWith(name, StringComparison.Ordinal))
                .GroupBy(run => run.Key.Split(' ')[1], run => run.Value)
                .Select(group => (group.Key, group.Sum()))
                .OrderBy(group => group.Key, StringComparer.Ordinal));
        return fault.IsCompleted;
    }

    private Task<int> Run(string input, ITaskContext context, CancellationToken cancellationToken)
    {
        var run = runs.AddOrUpdate(input, 1, (_, before) => before + 1);
        return run == 1 && input.EndsWith("retried", StringComparison.Ordinal)
            ? throw new InvalidOperationException("Once more, please.")
            : Task.FromResult(run);
    }
}
