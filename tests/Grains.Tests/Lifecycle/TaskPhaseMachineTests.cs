using CsCheck;
using Spawner.Grains.Lifecycle;

namespace Spawner.Grains.Tests.Lifecycle;

public sealed class TaskPhaseMachineTests
{
    [Fact]
    public void Next_FromATerminalPhase_IsNoneForEveryEvent() =>
        Assert.All(
            from phase in Enum.GetValues<TaskPhase>()
            where phase.IsTerminal()
            from happened in Enum.GetValues<TaskEvent>()
            select TaskPhaseMachine.Next(phase, happened),
            Assert.Null);

    [Theory]
    [InlineData(TaskPhase.Queued, nameof(TaskEvent.Start), TaskPhase.Running)]
    [InlineData(TaskPhase.Queued, nameof(TaskEvent.Cancel), TaskPhase.Cancelled)]
    [InlineData(TaskPhase.Queued, nameof(TaskEvent.Fail), TaskPhase.Failed)]
    [InlineData(TaskPhase.Queued, nameof(TaskEvent.TimeOut), TaskPhase.TimedOut)]
    [InlineData(TaskPhase.Queued, nameof(TaskEvent.Postpone), TaskPhase.Scheduled)]
    [InlineData(TaskPhase.Scheduled, nameof(TaskEvent.Due), TaskPhase.Queued)]
    [InlineData(TaskPhase.Scheduled, nameof(TaskEvent.Cancel), TaskPhase.Cancelled)]
    [InlineData(TaskPhase.Scheduled, nameof(TaskEvent.TimeOut), TaskPhase.TimedOut)]
    [InlineData(TaskPhase.Scheduled, nameof(TaskEvent.Lose), TaskPhase.Lost)]
    [InlineData(TaskPhase.Running, nameof(TaskEvent.Postpone), TaskPhase.Scheduled)]
    [InlineData(TaskPhase.Running, nameof(TaskEvent.Interrupt), TaskPhase.Queued)]
    [InlineData(TaskPhase.Running, nameof(TaskEvent.TimeOut), TaskPhase.TimedOut)]
    [InlineData(TaskPhase.Running, nameof(TaskEvent.Lose), TaskPhase.Lost)]
    public void Next_WhenTheEventHasAMeaning_IsItsPhase(TaskPhase before, string happened, TaskPhase after) =>
        Assert.Equal(after, TaskPhaseMachine.Next(before, Enum.Parse<TaskEvent>(happened)));

    [Fact]
    public void Next_WhenScheduled_CannotStart() => Assert.Null(TaskPhaseMachine.Next(TaskPhase.Scheduled, TaskEvent.Start));

    [Fact]
    public void Next_WhenQueued_CannotSucceed() => Assert.Null(TaskPhaseMachine.Next(TaskPhase.Queued, TaskEvent.Succeed));

    [Fact]
    public void EndingIn_ForEveryTerminalPhase_LeadsThere() =>
        Assert.All(
            Enum.GetValues<TaskPhase>().Where(p => p.IsTerminal()),
            phase => Assert.Equal(phase, TaskPhaseMachine.Next(TaskPhase.Running, TaskPhaseMachine.EndingIn(phase))));

    [Fact]
    public void Next_ThroughAnyHistory_IsThePhaseOfTheModel() => Gen.Enum<TaskEvent>().Array[0, 40].Sample(history =>
    {
        var (phase, model) = (TaskPhase.Queued, new Model());
        foreach (var happened in history)
        {
            phase = TaskPhaseMachine.Next(phase, happened) ?? phase;
            model.OnHappened(happened);
            Assert.Equal(model.Phase, phase);
        }
    });

    /// <summary>A task told by what it waits for, and by its one end.</summary>
    private sealed class Model
    {
        private bool _waitsForTime;
        private bool _runs;
        private TaskPhase? _end;

        public TaskPhase Phase => _end ?? (_runs ? TaskPhase.Running : _waitsForTime ? TaskPhase.Scheduled : TaskPhase.Queued);

        public void OnHappened(TaskEvent happened)
        {
            if (_end is null)
            {
                _end = EndOf(happened);
                (_runs, _waitsForTime) = Waiting(happened);
            }
        }

        private TaskPhase? EndOf(TaskEvent happened) => happened switch
        {
            // Whatever it waits for.
            TaskEvent.Cancel => TaskPhase.Cancelled,
            TaskEvent.TimeOut => TaskPhase.TimedOut,
            TaskEvent.Lose => TaskPhase.Lost,

            // Only a handler succeeds; a task may also be failed instead of being run again.
            TaskEvent.Succeed when _runs => TaskPhase.Succeeded,
            TaskEvent.Fail when !_waitsForTime => TaskPhase.Failed,
            _ => null,
        };

        private (bool Runs, bool WaitsForTime) Waiting(TaskEvent happened) => happened switch
        {
            TaskEvent.Start => (_runs || !_waitsForTime, _waitsForTime),
            TaskEvent.Interrupt => (false, _waitsForTime),
            TaskEvent.Postpone => (false, true),
            TaskEvent.Due => (_runs, false),
            _ => (_runs, _waitsForTime),
        };
    }
}
