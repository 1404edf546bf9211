using Orleans.Concurrency;
using Spawner.Contracts;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Execution;

/// <summary>The executor's door for other silos. It only translates: nothing is decided here.</summary>
internal sealed class ExecutorService(
    GrainId id,
    Orleans.Runtime.Silo silo,
    ILoggerFactory loggers,
    Executor executor,
    ExecutorPeers peers,
    ILocalSiloDetails self,
    ClusterMembers members,
    ClusterLoadView view,
    IdleNotifier idleNotifier,
    OutputReader outputs,
    LoadPublisher publisher,
    PeerIntroduction introduction,
    CancelWishes cancelWishes) : GrainService(id, silo, loggers), IExecutorService
{
    public async Task<AssignReply> AssignAsync(AssignRequest request) => await executor.AssignAsync(request);

    public Task<AssignReply> TakeOverAsync(MoveRequest request) => Task.FromResult(executor.TakeOver(request));

    public async Task OnMovedAsync(TaskMoved[] moved)
    {
        foreach (var group in executor.OnMoved(moved).GroupBy(task => (task.Holder, task.Follower)))
        {
            var notices = await peers.Of(group.Key.Holder).FollowAsync([.. group.Select(task => task.Id)], group.Key.Follower, forward: false);
            foreach (var notice in notices)
            {
                if (notice?.Phase.IsTerminal() is true)
                {
                    executor.OnFoundEnded(notice);
                }
            }
        }
    }

    public Task OnSettledAsync(Immutable<TaskNotice[]> ended)
    {
        executor.OnSettled(ended.Value);
        return Task.CompletedTask;
    }

    public Task OnEndedInStoreAsync(TaskNotice[] ended)
    {
        Array.ForEach(ended, executor.OnFoundEnded);
        return Task.CompletedTask;
    }

    public async Task<TaskNotice?[]> FollowAsync(TaskId[] ids, Follower? follower, bool forward)
    {
        var found = Array.ConvertAll(ids, id => executor.Find(id, follower));
        var notices = Array.ConvertAll(found, f => f.Holder is null || (!forward && !f.IsDurable) ? f.Notice : null);
        if (forward)
        {
            await Task.WhenAll(Enumerable.Range(0, ids.Length)
                .Where(i => found[i].Holder is not null)
                .GroupBy(i => found[i].Holder!)
                .Select(group => AskHolderAsync(group.Key, [.. group])));
        }

        return notices;

        async Task AskHolderAsync(SiloAddress holder, int[] which)
        {
            var answers = members.IsKnownDead(holder)
                ? new TaskNotice?[which.Length]
                : await peers.Of(holder).FollowAsync(Array.ConvertAll(which, i => ids[i]), follower, forward: false);
            for (var i = 0; i < which.Length; i++)
            {
                // The holder may just have passed it on: then what the home knows serves until the next question. Of a durable
                // task the store knows who has it; this silo may never hear of that, if it is not the home that the store knows.
                notices[which[i]] = answers[i] ?? (found[which[i]].IsDurable ? null : executor.Find(ids[which[i]], follower).Notice);
            }
        }
    }

    public Task<PastDecision?> ExplainDecisionAsync(long decision, string kind, TaskDemands? demands) =>
        Task.FromResult(view.ExplainDecision(decision, kind, demands));

    public async Task<CancelAnswer?> CancelAsync(TaskId id, bool forward)
    {
        var (answer, holder, isToBeNoted) = executor.Cancel(id);
        if (holder is not null)
        {
            return forward && !members.IsKnownDead(holder) ? await peers.Of(holder).CancelAsync(id, forward: false) : null;
        }

        if (isToBeNoted)
        {
            await cancelWishes.NoteAsync(id);
        }

        return answer;
    }

    public Task<TaskOutputPart?> ReadOutputAsync(TaskId id, long from, TimeSpan wait, bool forward) => outputs.ReadAsync(id, from, wait, forward);

    public Task<CancelAnswer?[]> CancelAllAsync(Guid[] tasks) =>
        Task.FromResult(Array.ConvertAll(tasks, unique => executor.Cancel(new TaskId(unique)).Answer));

    public Task ForgetEndedAsync(Guid[] tasks)
    {
        executor.ForgetEnded(tasks);
        return Task.CompletedTask;
    }

    public Task ReportAsync(LoadReport report) => introduction.OnReportAsync(report);

    public Task TellIdleAsync(IdleNotice notice)
    {
        view.OnIdle(notice);
        executor.OnPeerIdle();
        return Task.CompletedTask;
    }

    public Task AskForRoomAsync(LoadReport load)
    {
        view.OnReport(load);
        idleNotifier.Answer(load.Silo);
        return Task.CompletedTask;
    }

    public Task<SiloIntroduction> MeetAsync(SiloIntroduction other) => Task.FromResult(introduction.OnMet(other));

    public Task SetDrainingAsync(bool draining)
    {
        executor.SetState(draining ? SiloState.Draining : SiloState.Active);
        return Task.WhenAll(publisher.RecordNowAsync(), introduction.MeetAllAsync(members.Live.Where(peer => !peer.Equals(self.SiloAddress))));
    }
}
