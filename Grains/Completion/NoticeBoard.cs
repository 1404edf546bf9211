using System.Collections.Concurrent;
using Spawner.Contracts;
using Spawner.Grains.Messages;

namespace Spawner.Grains.Completion;

/// <summary>
/// Takes news of tasks to whoever follows them (step 9 of docs/architecture.md): one sender for each observer, and one for
/// each silo that moved tasks are at home on. Posting never waits.
/// </summary>
internal sealed partial class NoticeBoard(
    ExecutorPeers peers, ILocalSiloDetails self, TimeProvider clock, Telemetry.SpawnerInstruments instruments, ILogger<NoticeBoard> logger)
{
    private readonly ConcurrentDictionary<ITaskObserver, NoticeSender> _observers = new();
    private readonly ConcurrentDictionary<SiloAddress, NoticeSender> _homes = new();

    /// <summary>News for an observer.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="notice">The news; <see langword="null"/> for the result of the task alone.</param>
    /// <param name="task">The task.</param>
    public void Post(ITaskObserver observer, TaskNotice? notice, INoticeSubject task) =>
        _observers.GetOrAdd(
            observer,
            static (to, board) => board.CreateSender(to.OnNoticesAsync, board._observers, to),
            this).Post(notice, task);

    /// <summary>The outcome of a task for the silo that it is at home on.</summary>
    public void PostHome(SiloAddress home, TaskNotice notice, INoticeSubject task) =>
        _homes.GetOrAdd(
            home,
            static (to, board) => board.CreateHomeSender(to),
            this).Post(notice, task);

    /// <summary>A silo is gone: nobody listens there.</summary>
    public void Forget(SiloAddress home)
    {
        if (_homes.TryRemove(home, out var sender))
        {
            sender.Close();
        }
    }

    /// <summary>Waits until everything posted was delivered or given up, or the token is signalled.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_observers.Values.Concat(_homes.Values).Select(sender => sender.WhenEmptyAsync())).WaitAsync(cancellationToken);

    private NoticeSender CreateHomeSender(SiloAddress home) =>
        CreateSender(batch => peers.Of(home).OnSettledAsync(new(batch.Others)), _homes, home);

    private NoticeSender CreateSender<TKey>(Func<TaskNotices, Task> send, ConcurrentDictionary<TKey, NoticeSender> owner, TKey key)
        where TKey : notnull =>
        new(send, onGivenUp: (dropped, why) =>
        {
            owner.TryRemove(key, out _);
            instruments.OnNoticesDropped(dropped);
            LogGivenUp(key.ToString(), dropped, why.Message, self.SiloAddress);
        }, clock);

    [LoggerMessage(LogLevel.Information, "{Reader} does not answer ({Reason}); {Dropped} notices for it were dropped on silo {Silo}. It can still ask for the outcomes")]
    private partial void LogGivenUp(string? reader, int dropped, string reason, SiloAddress silo);
}
