using Spawner.Grains.Execution;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Execution;

public sealed class TaskRecordsTests
{
    [Fact]
    public void ToNotice_OfAStoredTask_TellsAllThatTheStoreCounts()
    {
        var due = DateTimeOffset.UnixEpoch.AddDays(1);
        var task = new StoredTask
        {
            Definition = new() { Unique = Guid.CreateVersion7(), Namespace = "n", Submitter = "s", Kind = "kind", Key = new("kind/kind:k"), Input = default },
            Phase = TaskPhase.Scheduled,
            Owner = OwnerNumber.Nobody,
            Run = 7,
            Failures = 1,
            Crashes = 2,
            Losses = 3,
            Interruptions = 4,
            SubmittedAt = DateTimeOffset.UnixEpoch,
            DueAt = due,
        };

        var snapshot = TaskRecords.ToNotice(new TaskId(task.Definition.Unique), task).Snapshot!;

        Assert.Equal((7, 1, 2, 3, 4), (snapshot.Run, snapshot.Failures, snapshot.Crashes, snapshot.Losses, snapshot.Interruptions));
        Assert.Equal((due, "k"), (snapshot.DueAt, snapshot.Key));
    }
}
