using Spawner.Client;

namespace Spawner.Grains.Tests.Cluster;

public sealed class PausedKindTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PauseKindAsync_UntilItIsResumed_ItsTasksAreNotClaimed()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 2);
        await cluster.Client.PauseKindAsync(ScriptedTasks.Echo.Name, Cancel);
        var paused = await cluster.PutAsync(ScriptedTasks.Echo);
        var other = await cluster.PutAsync(ScriptedTasks.Length);

        // Looked for at the same time, by the same silos.
        await cluster.UntilAsync(async () => (await cluster.FindAsync(other)).Phase == TaskPhase.Succeeded);
        Assert.Equal((TaskPhase.Queued, 1), ((await cluster.FindAsync(paused)).Phase, (await cluster.FindAsync(paused)).Run));
        Assert.Equal([ScriptedTasks.Echo.Name], await cluster.Client.ListPausedKindsAsync(Cancel));

        await cluster.Client.ResumeKindAsync(ScriptedTasks.Echo.Name, Cancel);

        await cluster.UntilAsync(async () => (await cluster.FindAsync(paused)).Phase == TaskPhase.Succeeded);
        Assert.Empty(await cluster.Client.ListPausedKindsAsync(Cancel));
    }

    [Fact]
    public async Task PauseKindAsync_OfTasksWithDeadlines_TheyTimeOutAllTheSame()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 2);
        await cluster.Client.PauseKindAsync(ScriptedTasks.Echo.Name, Cancel);
        var other = await cluster.PutAsync(ScriptedTasks.Length);
        await cluster.UntilAsync(async () => (await cluster.FindAsync(other)).Phase == TaskPhase.Succeeded);

        var waiting = await cluster.SpawnAsync(ScriptedTasks.Echo, "x", 1, new SpawnOptions { WaitingTimeout = TimeSpan.FromMilliseconds(200) });
        var total = await cluster.SpawnAsync(ScriptedTasks.Echo, "x", 1, new SpawnOptions { TotalTimeout = TimeSpan.FromMilliseconds(200), StartAfter = TimeSpan.FromMilliseconds(100) });

        foreach (var task in (TaskHandle<string>[])[waiting.Tasks[0], total.Tasks[0]])
        {
            Assert.Equal(TaskPhase.TimedOut, (await task.GetOutcomeAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel)).Phase);
        }
    }

    [Fact]
    public async Task PauseKindAsync_AskedTwice_IsTheSame()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1);

        await cluster.Client.PauseKindAsync("some.kind", Cancel);
        await cluster.Client.PauseKindAsync("some.kind", Cancel);
        await cluster.Client.ResumeKindAsync("another.kind", Cancel);

        Assert.Equal(["some.kind"], await cluster.Client.ListPausedKindsAsync(Cancel));
    }
}
