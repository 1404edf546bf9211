using Microsoft.Extensions.DependencyInjection;
using Spawner.Contracts;
using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>What people and tools ask while the store does not answer.</summary>
public sealed class StoreSilenceTests : DurableTests
{
    [Fact]
    public async Task DescribeAsync_OfATaskThatOnlyTheStoreKnows_WhenThatDoesNotAnswerAtFirst_TellsIt()
    {
        await using var cluster = await StartAsync(silos: 1);
        var task = new TaskId(Guid.CreateVersion7(), SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1));
        await LetDieAsync(task.Unique, times: 1);
        ScriptedTasks.Of(task.Unique.ToString()).Open();
        var executor = cluster.Silos[0].ServiceProvider.GetRequiredService<Executor>();
        await Store.UntilAsync(
            async () =>
            {
                executor.ForgetEnded([task.Unique]);
                return (await StoredAsync(task)).Phase == TaskPhase.Succeeded && !executor.Holds(task.Unique);
            },
            Cancel);
        Store.FailQuestions(1);

        var snapshot = await ClientOf(cluster).GetTask(task).DescribeAsync(Cancel);

        Assert.Equal(TaskPhase.Succeeded, snapshot.Phase);
    }

    [Fact]
    public async Task CancelAsync_OfATaskThatNobodyOwns_WhenTheStoreDoesNotAnswerAtFirst_CancelsIt()
    {
        await using var cluster = await StartAsync(silos: 1);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Echo, "later", new SpawnOptions { Durable = true, StartAfter = TimeSpan.FromDays(1) }, Cancel);
        Store.FailQuestions(1);

        Assert.Equal(CancelAnswer.Cancelled, await task.CancelAsync(Cancel));
    }

    [Fact]
    public async Task ReadOutputAsync_WhenTheStoreDoesNotAnswerAtFirst_ReadsIt()
    {
        await using var cluster = await StartAsync(silos: 1);
        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Echo, "hello", Durable, Cancel);
        await task.GetResultAsync(Cancel);
        Store.FailQuestions(1);

        Assert.True((await task.ReadOutputAsync(cancellationToken: Cancel)).IsLast);
    }
}
