using Microsoft.Extensions.DependencyInjection;
using Spawner.Contracts;
using Spawner.Grains.Execution;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

[Collection(ClusterOfThree.Name)]
public sealed class TaskMoveTests(ClusterFixture cluster)
{
    private static readonly SiloAddress Dead = SiloAddress.FromParsableString("127.0.0.1:9@1");

    private IReadOnlyList<SiloAddress> Silos => [.. cluster.Cluster.Silos.Select(silo => silo.SiloAddress)];

    [Fact]
    public async Task TakeOver_WhenTaskComesBackBeforeTheAnswerToItsMove_HoldsIt()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var moving = BeginMove(executor, id);

        executor.TakeOver(new MoveRequest { From = Silos[1], Tasks = [moving with { Run = moving.Run + 1 }] });
        executor.EndMove([moving], [true], Silos[1]);

        var found = executor.Find(id, follower: null);
        Assert.Null(found.Holder);
        Assert.Equal((TaskPhase.Queued, moving.Run + 1), (found.Notice!.Phase, found.Notice.Run));
        Assert.Equal(CancelAnswer.Cancelled, executor.Cancel(id).Answer);
    }

    [Fact]
    public async Task TakeOver_WhenTaskComesBackAndWasToBeCancelledMeanwhile_CancelsIt()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var moving = BeginMove(executor, id);
        executor.Cancel(id);

        executor.TakeOver(new MoveRequest { From = Silos[1], Tasks = [moving with { Run = moving.Run + 1 }] });

        Assert.Equal(TaskPhase.Cancelled, executor.Find(id, follower: null).Notice!.Phase);
    }

    [Fact]
    public async Task EndMove_WhenTaskCameBackAndMovesAgain_LeavesItMoving()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var first = BeginMove(executor, id);
        executor.TakeOver(new MoveRequest { From = Silos[1], Tasks = [first with { Run = first.Run + 1 }] });
        var second = BeginMove(executor, id);

        executor.EndMove([first], [true], Silos[1]);
        executor.EndMove([second], [true], Silos[2]);

        Assert.Equal(Silos[2], executor.Find(id, follower: null).Holder);
    }

    [Fact]
    public async Task OnMoved_WhenTheNewHolderPassedItOnBeforeItAnswered_PointsToTheLast()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var moving = BeginMove(executor, id);

        executor.OnMoved([new TaskMoved(id.Unique, Silos[2], moving.Run + 1)]);
        executor.EndMove([moving], [true], Silos[1]);

        Assert.Equal(Silos[2], executor.Find(id, follower: null).Holder);
    }

    [Fact]
    public async Task OnMoved_WhenTheTaskCameHomeAndIsOnItsWayAgain_LeavesItMoving()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var first = BeginMove(executor, id);
        executor.TakeOver(new MoveRequest { From = Silos[1], Tasks = [first with { Run = first.Run + 1 }] });
        var second = BeginMove(executor, id);

        executor.OnMoved([new TaskMoved(id.Unique, Silos[0], first.Run + 1)]);
        executor.EndMove([second], [false], Silos[2]);

        Assert.Null(executor.Find(id, follower: null).Holder);
        Assert.Equal(CancelAnswer.Cancelled, executor.Cancel(id).Answer);
    }

    [Fact]
    public async Task EndMove_WhenTheNewHolderIsKnownToBeDead_LosesTheTask()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var moving = BeginMove(executor, id);
        executor.OnSiloDied(Dead, "dead");

        executor.EndMove([moving], [true], Dead);

        Assert.Equal(TaskPhase.Lost, executor.Find(id, follower: null).Notice!.Phase);
    }

    [Fact]
    public async Task OnMoved_ToASiloThatIsKnownToBeDead_LosesTheTask()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var moving = BeginMove(executor, id);
        executor.EndMove([moving], [true], Silos[1]);
        executor.OnSiloDied(Dead, "dead");

        executor.OnMoved([new TaskMoved(id.Unique, Dead, moving.Run + 1)]);

        var found = executor.Find(id, follower: null);
        Assert.Equal((TaskPhase.Lost, Dead), (found.Notice!.Phase, found.Notice.Silo));
        Assert.Null(found.Holder);
    }

    [Fact]
    public async Task OnSettled_WhenItEndedBeforeTheNewHolderAnswered_KnowsTheEnd()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var moving = BeginMove(executor, id);

        executor.OnSettled([Succeeded(executor, id, moving.Run)]);
        executor.EndMove([moving], [true], Silos[1]);

        var found = executor.Find(id, follower: null);
        Assert.Equal(TaskPhase.Succeeded, found.Notice!.Phase);
        Assert.Null(found.Holder);
    }

    [Fact]
    public async Task Find_WhenItEndedElsewhere_AnswersItself()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var moving = BeginMove(executor, id);
        executor.EndMove([moving], [true], Silos[1]);
        Assert.Equal(Silos[1], executor.Find(id, follower: null).Holder);

        executor.OnSettled([Succeeded(executor, id, moving.Run)]);

        var found = executor.Find(id, follower: null);
        Assert.Equal(TaskPhase.Succeeded, found.Notice!.Phase);
        Assert.Null(found.Holder);
    }

    [Fact]
    public async Task EndMove_WhenRefusedAndToBeCancelledMeanwhile_CancelsItHere()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var moving = BeginMove(executor, id);
        executor.Cancel(id);

        executor.EndMove([moving], [false], Silos[1]);

        Assert.Equal(TaskPhase.Cancelled, executor.Find(id, follower: null).Notice!.Phase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Adopt_WhenTheSiloThatItWasMovingToDied_HoldsItHere(bool beforeTheMoveIsGivenUp)
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var moving = BeginMove(executor, id);
        var adopted = Stored(moving, run: moving.Run + 1);

        if (beforeTheMoveIsGivenUp)
        {
            executor.Adopt([adopted]);
            executor.EndMove([moving], [true], Silos[1]);
        }
        else
        {
            executor.EndMove([moving], [true], Silos[1]);
            executor.Adopt([adopted]);
        }

        var found = executor.Find(id, follower: null);
        Assert.Null(found.Holder);
        Assert.Equal((TaskPhase.Queued, moving.Run + 1), (found.Notice!.Phase, found.Notice.Run));
    }

    [Fact]
    public async Task Find_OfADurableTaskWhoseHolderDied_LeavesItToTheStore()
    {
        var executor = ExecutorOf(0);
        var id = await HoldAsync(executor);
        var volatileTask = BeginMove(executor, id);
        executor.EndMove([volatileTask], [true], Silos[1]);
        executor.Adopt([Stored(volatileTask, run: volatileTask.Run + 1)]);
        var moving = BeginMove(executor, id);
        executor.EndMove([moving], [true], Dead);

        executor.OnSiloDied(Dead, "dead");

        Assert.Equal(default, executor.Find(id, follower: null));
        Assert.Equal(default, executor.Cancel(id));
    }

    private StoredTask Stored(MovingTask task, int run) => new()
    {
        Definition = TaskRecords.ToDefinition(task.Spec, task.Namespace, task.Submitter, TaskSettings.Of(task.Spec.Template, Silos[0].ToParsableString()).Write()),
        Phase = TaskPhase.Queued,
        Owner = new OwnerNumber(1),
        Run = run,
        Losses = 1,
        SubmittedAt = task.SubmittedAt,
    };

    private TaskNotice Succeeded(Executor executor, TaskId id, int run) => executor.Find(id, follower: null).Notice! with
    {
        Phase = TaskPhase.Succeeded,
        Run = run,
        Silo = Silos[1],
        Result = [],
    };

    private MovingTask BeginMove(Executor executor, TaskId id) =>
        Assert.Single(executor.BeginMove(executor.WaitingToMove(1000).Where(entry => entry.Id == id), Silos[1]));

    /// <summary>A task that waits, since no silo runs its kind.</summary>
    private async Task<TaskId> HoldAsync(Executor executor)
    {
        var spec = new TaskSpec { Unique = Guid.NewGuid(), Template = new TaskTemplate { Kind = ScriptedTasks.Unregistered.Name }, Input = default };
        await executor.AssignAsync(new AssignRequest
        {
            From = Silos[0],
            Namespace = "test",
            Submitter = "test",
            SubmittedAt = DateTimeOffset.UnixEpoch,
            Tasks = new TaskSpecs([spec]),
            Parked = true,
        });
        return new TaskId(spec.Unique, Silos[0]);
    }

    private Executor ExecutorOf(int silo) => cluster.Cluster.Silos[silo].ServiceProvider.GetRequiredService<Executor>();
}
