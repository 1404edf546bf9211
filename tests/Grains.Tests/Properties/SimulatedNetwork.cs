using Orleans.Concurrency;
using Spawner.Contracts;
using Spawner.Grains.Messages;

namespace Spawner.Grains.Tests.Properties;

/// <summary>A question of one silo to another.</summary>
internal abstract class Call(SiloAddress from, SiloAddress to, string what, IReadOnlyList<Guid> tasks)
{
    public SiloAddress From => from;

    public SiloAddress To => to;

    public string What => what;

    /// <summary>The tasks that it is about.</summary>
    public IReadOnlyList<Guid> Tasks => tasks;

    public abstract bool IsOver { get; }

    /// <summary>The callee answers.</summary>
    /// <param name="service">The callee.</param>
    /// <param name="reply">Takes what happens once its answer arrives.</param>
    public abstract Task ServeAsync(IExecutorService service, Action<Action> reply);

    /// <summary>The caller learns that there is no answer.</summary>
    public abstract void Fail(Exception why);
}

/// <summary>A question with an answer of some type.</summary>
internal sealed class Call<T>(SiloAddress from, SiloAddress to, string what, IReadOnlyList<Guid> tasks, Func<IExecutorService, Task<T>> ask)
    : Call(from, to, what, tasks)
{
    // What waits for the answer goes on at once, on the thread that brings it.
    private readonly TaskCompletionSource<T> _answer = new();

    public Task<T> Answer => _answer.Task;

    public override bool IsOver => _answer.Task.IsCompleted;

    public override async Task ServeAsync(IExecutorService service, Action<Action> reply)
    {
        try
        {
            var answer = await ask(service);
            reply(() => _answer.TrySetResult(answer));
        }
        catch (Exception failure)
        {
            reply(() => _answer.TrySetException(failure));
        }
    }

    public override void Fail(Exception why) => _answer.TrySetException(why);
}

/// <summary>A call, or the answer to one, on its way.</summary>
/// <param name="Call">The call.</param>
/// <param name="Answer">What its answer does at the caller; <see langword="null"/> for the call itself.</param>
/// <param name="IsCopy">Nobody waits for an answer.</param>
/// <param name="IsFailure">The caller finds out by itself.</param>
internal sealed record Message(Call Call, Action? Answer = null, bool IsCopy = false, bool IsFailure = false)
{
    public SiloAddress From => Answer is null ? Call.From : Call.To;

    public SiloAddress To => Answer is null ? Call.To : Call.From;
}

/// <summary>One silo as another one reaches it: through the network of the test.</summary>
internal sealed class Line(SimulatedCluster cluster, SiloAddress from, SiloAddress to) : IExecutorService
{
    public Task<AssignReply> AssignAsync(AssignRequest request) => Ask("assign", [.. request.Tasks.Select(t => t.Unique)], s => s.AssignAsync(request));

    public Task<AssignReply> TakeOverAsync(MoveRequest request)
    {
        cluster.OnMove(from, request.Tasks);
        return Ask("take over", [.. request.Tasks.Select(t => t.Id.Unique)], s => s.TakeOverAsync(request));
    }

    public Task OnMovedAsync(TaskMoved[] moved) => Tell("moved", [.. moved.Select(m => m.Unique)], s => s.OnMovedAsync(moved));

    public Task OnSettledAsync(Immutable<TaskNotice[]> ended) => Tell("settled", [.. ended.Value.Select(n => n.Id.Unique)], s => s.OnSettledAsync(ended));

    public Task OnEndedInStoreAsync(TaskNotice[] ended) => Tell("ended in store", [.. ended.Select(n => n.Id.Unique)], s => s.OnEndedInStoreAsync(ended));

    public Task<TaskNotice?[]> FollowAsync(TaskId[] ids, Follower? follower, bool forward) => Ask("follow", [], s => s.FollowAsync(ids, follower, forward));

    public Task<PastDecision?> ExplainDecisionAsync(long decision, string kind, TaskDemands? demands) =>
        Ask("explain decision", [], s => s.ExplainDecisionAsync(decision, kind, demands));

    public Task<CancelAnswer?> CancelAsync(TaskId id, bool forward) => Ask("cancel", [], s => s.CancelAsync(id, forward));

    public Task<TaskOutputPart?> ReadOutputAsync(TaskId id, long from, TimeSpan wait, bool forward) =>
        Ask("read output", [], s => s.ReadOutputAsync(id, from, wait, forward));

    public Task<CancelAnswer?[]> CancelAllAsync(Guid[] tasks) => Ask("cancel all", [], s => s.CancelAllAsync(tasks));

    public Task ForgetEndedAsync(Guid[] tasks) => Tell("forget ended", [], s => s.ForgetEndedAsync(tasks));

    public Task ReportAsync(LoadReport report) => TellOneWay("report", s => s.ReportAsync(report));

    public Task TellIdleAsync(IdleNotice notice) => TellOneWay("idle", s => s.TellIdleAsync(notice));

    public Task AskForRoomAsync(LoadReport load) => TellOneWay("ask for room", s => s.AskForRoomAsync(load));

    public Task<SiloIntroduction> MeetAsync(SiloIntroduction other) => Ask("meet", [], s => s.MeetAsync(other));

    public Task SetDrainingAsync(bool draining) => Tell("drain", [], s => s.SetDrainingAsync(draining));

    private Task<T> Ask<T>(string what, Guid[] tasks, Func<IExecutorService, Task<T>> ask)
    {
        var call = new Call<T>(from, to, what, tasks, ask);
        cluster.Send(call);
        return call.Answer;
    }

    private Task Tell(string what, Guid[] tasks, Func<IExecutorService, Task> tell) => Ask(what, tasks, async service =>
    {
        await tell(service);
        return true;
    });

    private Task TellOneWay(string what, Func<IExecutorService, Task> tell)
    {
        Tell(what, [], tell).Ignore();
        return Task.CompletedTask;
    }
}
