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
    public async Task PauseKindAsync_AskedTwice_IsTheSame()
    {
        await using var cluster = await RecordedCluster.StartAsync(silos: 1);

        await cluster.Client.PauseKindAsync("some.kind", Cancel);
        await cluster.Client.PauseKindAsync("some.kind", Cancel);
        await cluster.Client.ResumeKindAsync("another.kind", Cancel);

        Assert.Equal(["some.kind"], await cluster.Client.ListPausedKindsAsync(Cancel));
    }
}
