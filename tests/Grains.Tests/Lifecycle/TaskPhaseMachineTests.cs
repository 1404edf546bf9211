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
}
