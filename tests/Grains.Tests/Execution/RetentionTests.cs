using Spawner.Contracts;
using Spawner.Grains.Completion;
using Spawner.Grains.Execution;
using Spawner.Grains.Lifecycle;

namespace Spawner.Grains.Tests.Execution;

public sealed class RetentionTests
{
    private static readonly SiloAddress Silo = SiloAddress.FromParsableString("127.0.0.1:11111@1");

    private readonly Retention _sut = new(new ExecutionOptions { MaximumRetainedBytes = 0 });

    [Fact]
    public void TryExpire_WhenOverTheBytes_GivesTheOldest()
    {
        var (first, second) = (Ended(), Ended());
        _sut.Add(first);
        _sut.Add(second);

        Assert.True(_sut.TryExpire(DateTimeOffset.UnixEpoch, out var expired));
        Assert.Same(first, expired);
    }

    [Fact]
    public void TryExpire_WhileANoticeIsUnderWay_KeepsTheTaskAndExpiresTheNext()
    {
        var (untold, told) = (Ended(), Ended());
        untold.OnNoticePosted();
        _sut.Add(untold);
        _sut.Add(told);

        Assert.True(_sut.TryExpire(DateTimeOffset.UnixEpoch, out var expired));
        Assert.Same(told, expired);
        Assert.False(_sut.TryExpire(DateTimeOffset.UnixEpoch, out _));

        untold.OnNoticeSettled();

        Assert.True(_sut.TryExpire(DateTimeOffset.UnixEpoch, out expired));
        Assert.Same(untold, expired);
        Assert.False(_sut.TryExpire(DateTimeOffset.UnixEpoch, out _));
    }

    [Fact]
    public async Task Post_UntilTheReaderAnswers_HasNoticeUnderWay()
    {
        var answer = new TaskCompletionSource();
        var sender = new NoticeSender(_ => answer.Task, onGivenUp: (_, _) => { }, TimeProvider.System);
        var task = Ended();

        sender.Post(NoticeOf(task), task);

        Assert.True(task.HasNoticesUnderWay);
        answer.SetResult();
        await sender.WhenEmptyAsync();
        Assert.False(task.HasNoticesUnderWay);
    }

    [Fact]
    public async Task Close_WithNoticesThatWait_DropsThem()
    {
        var answer = new TaskCompletionSource();
        var sending = new TaskCompletionSource();
        var sender = new NoticeSender(
            _ =>
            {
                sending.TrySetResult();
                return answer.Task;
            },
            onGivenUp: (_, _) => { },
            TimeProvider.System);
        var (first, second) = (Ended(), Ended());
        sender.Post(NoticeOf(first), first);
        await sending.Task;
        sender.Post(NoticeOf(second), second);

        sender.Close();

        Assert.True(first.HasNoticesUnderWay);
        Assert.False(second.HasNoticesUnderWay);
        answer.SetResult();
    }

    private static TaskNotice NoticeOf(TaskEntry task) => new() { Id = task.Id, Phase = TaskPhase.Succeeded, Run = 1 };

    private static TaskEntry Ended()
    {
        var spec = new TaskSpec { Unique = Guid.NewGuid(), Template = new TaskTemplate { Kind = "test" }, Input = default };
        var entry = new TaskEntry(new TaskId(spec.Unique, Silo), spec, new Submission("test", "test", DateTimeOffset.UnixEpoch, Silo, Decision: 0), weight: 1, run: 1);
        entry.Apply(TaskEvent.Start);
        entry.Apply(TaskEvent.Succeed, new TaskEnd { Phase = TaskPhase.Succeeded, At = DateTimeOffset.UnixEpoch, Silo = Silo });
        return entry;
    }
}
