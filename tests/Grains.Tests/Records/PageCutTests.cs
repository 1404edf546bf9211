using Spawner.Grains.Execution;
using Spawner.Grains.Records;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Records;

public sealed class PageCutTests
{
    [Fact]
    public void Take_WhenAllMatchAndFit_EndsWhereTheStoreDid()
    {
        var scanned = Scanned(TaskPhase.Queued, TaskPhase.Queued);

        var page = PageCut.Take(scanned, wanted: null, most: 2, next: "store");

        Assert.Equal((2, "store"), (page.Tasks.Count, page.Next));
    }

    [Fact]
    public void Take_WhenMoreMatchThanAPageHas_GoesOnAfterTheLastTaken()
    {
        var scanned = Scanned(TaskPhase.Running, TaskPhase.Queued, TaskPhase.Running, TaskPhase.Running);

        var page = PageCut.Take(scanned, [TaskPhase.Running], most: 2, next: null);

        Assert.Equal([scanned[0], scanned[2]], page.Tasks);
        Assert.Equal(TaskCursor.Write(scanned[2].Unique), page.Next);
    }

    [Fact]
    public void Take_WhenNoneMatches_IsEmptyAndGoesOn()
    {
        var page = PageCut.Take(Scanned(TaskPhase.Queued), [TaskPhase.Running], most: 2, next: "store");

        Assert.Empty(page.Tasks);
        Assert.Equal("store", page.Next);
    }

    [Fact]
    public void Take_WhenFailuresAreLong_SendsFewer()
    {
        var scanned = Scanned([.. Enumerable.Repeat(TaskPhase.Failed, 1000)], stack: new string('x', 16 * 1024));

        var page = PageCut.Take(scanned, wanted: null, most: 1000, next: null);

        Assert.InRange(page.Tasks.Count, 100, 200);
        Assert.Equal(TaskCursor.Write(page.Tasks[^1].Unique), page.Next);
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(new[] { TaskPhase.Failed }, new[] { TaskPhase.Failed }, false)]
    [InlineData(new[] { TaskPhase.Running }, new[] { TaskPhase.Running, TaskPhase.Queued }, true)]
    [InlineData(new[] { TaskPhase.Queued, TaskPhase.Lost }, new[] { TaskPhase.Queued, TaskPhase.Lost, TaskPhase.Running }, true)]
    [InlineData(new[] { TaskPhase.Queued, TaskPhase.Running }, new[] { TaskPhase.Queued, TaskPhase.Running }, false)]
    public void InStore_OfPhasesThatOnlySilosKnow_AsksForBoth(TaskPhase[]? wanted, TaskPhase[]? inStore, bool isVague)
    {
        Assert.Equal(inStore, PhaseConditions.InStore(wanted));
        Assert.Equal(isVague, PhaseConditions.IsVague(wanted));
    }

    private static ListedTask[] Scanned(params TaskPhase[] phases) => Scanned(phases, stack: "");

    private static ListedTask[] Scanned(TaskPhase[] phases, string stack) => Array.ConvertAll(phases, phase =>
    {
        var task = new StoredTask
        {
            Definition = new() { Unique = Guid.CreateVersion7(), Namespace = "n", Submitter = "s", Kind = "kind", Input = default },
            Phase = phase,
            Owner = OwnerNumber.Nobody,
            Run = 1,
            SubmittedAt = DateTimeOffset.UnixEpoch,
            Failure = new TaskFailure { Type = "T", Message = "m", Stack = stack },
        };
        return new ListedTask(task, TaskRecords.ToNotice(new TaskId(task.Definition.Unique), task).Snapshot!);
    });
}
