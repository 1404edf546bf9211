using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>The writer of a silo, with a store that a test holds back.</summary>
public sealed class TaskLedgerTests
{
    private const int Tasks = 20;

    private readonly StoreGate _store = new(new MemoryTaskStore(TimeProvider.System));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NoteAsync_WithTheEndBehindIt_IsWrittenBeforeItAndWithTheNotesOfOthers()
    {
        await using var cluster = await StartAsync();
        var ledger = cluster.Silos[0].ServiceProvider.GetRequiredService<TaskLedger>();
        var tasks = Enumerable.Range(0, Tasks).Select(_ => Guid.CreateVersion7()).ToArray();
        await ledger.InsertAsync([.. tasks.Select(task => new TaskInsert(Definition(task), IsOwned: true))]);
        var before = _store.Commits;
        _store.Hold();
        var first = ledger.NoteAsync(new TaskNote(tasks[0], 1, Output: "first "u8.ToArray(), OutputNumber: 1));

        var notes = tasks.Select((task, i) => (
            Note: ledger.NoteAsync(new TaskNote(task, 1, Output: "noted"u8.ToArray(), OutputNumber: i == 0 ? 2 : 1)),
            End: ledger.EndAsync(new TaskEnding(task, 1, TaskPhase.Succeeded)))).ToArray();
        _store.Release();

        Assert.True(await first);
        Assert.All(await Task.WhenAll(notes.SelectMany(both => new[] { both.Note, both.End })), Assert.True);
        Assert.InRange(_store.Commits - before, 2, 4);
        Assert.Equal("first noted"u8.ToArray(), (await _store.ReadOutputAsync(tasks[0], 0, 100, Cancel)).Bytes.ToArray());
        Assert.All(await _store.FindAsync(tasks, Cancel), task => Assert.Equal(TaskPhase.Succeeded, task!.Phase));
    }

    [Fact]
    public async Task NoteAsync_OfMuch_IsSpreadOverCommits()
    {
        await using var cluster = await StartAsync();
        var ledger = cluster.Silos[0].ServiceProvider.GetRequiredService<TaskLedger>();
        var tasks = Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7()).ToArray();
        await ledger.InsertAsync([.. tasks.Select(task => new TaskInsert(Definition(task), IsOwned: true))]);
        var before = _store.Commits;
        _store.Hold();

        var notes = Array.ConvertAll(tasks, task => ledger.NoteAsync(new TaskNote(task, 1, Checkpoint: new byte[256 * 1024])));
        _store.Release();

        Assert.All(await Task.WhenAll(notes), Assert.True);
        Assert.InRange(_store.Commits - before, 4, 6);
    }

    private Task<InProcessTestCluster> StartAsync() => ClusterFixture.StartAsync(1, services: services => services.AddSingleton<ITaskStore>(_store));

    private static TaskDefinition Definition(Guid unique) =>
        new() { Unique = unique, Namespace = "test", Submitter = "test", Kind = "test.nobody", Input = "null"u8.ToArray() };
}
