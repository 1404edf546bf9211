using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;
using Spawner.Client.Gateways;
using Spawner.Client.Telemetry;
using Spawner.Contracts;

namespace Spawner.Client.Tracking;

/// <summary>
/// Follows tasks to their end. News is pushed by silos; while anything is followed it also checks which silos live and asks
/// about tasks whose silo does not, and, rarely, about tasks long unheard of, in case a notice was dropped.
/// </summary>
internal sealed partial class TaskTracker : ITaskObserver, IAsyncDisposable
{
    private const int MaximumIdsPerQuestion = 1000;
    private const int MaximumReconfirmed = 5000;

    private readonly ConcurrentDictionary<Guid, TrackedTask> _tasks = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly SemaphoreSlim _anyTasks = new(0, 1);
    private readonly ClusterGateway _gateway;
    private readonly SpawnerClientOptions _options;
    private readonly ClientInstruments _instruments;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lazy<ITaskObserver> _observer;
    private readonly Task _loop;

    public TaskTracker(
        ClusterGateway gateway,
        IGrainFactory grains,
        IOptions<SpawnerClientOptions> options,
        ClientInstruments instruments,
        TimeProvider clock,
        ILogger<TaskTracker> logger)
    {
        (_gateway, _options, _instruments, _clock, _logger) = (gateway, options.Value, instruments, clock, logger);

        // The reference exists only once the Orleans client has started, so it is made at first use.
        _observer = new Lazy<ITaskObserver>(() => grains.CreateObjectReference<ITaskObserver>(this));
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Where silos push news to.</summary>
    public ITaskObserver Observer => _observer.Value;

    /// <summary>Follows a task that is about to be spawned.</summary>
    public TrackedTask Track(TaskSpec spec) => Add(new TrackedTask(spec.Unique, home: null, spec));

    /// <summary>Follows a task that somebody spawned, and asks about it.</summary>
    public async Task<TrackedTask> FollowAsync(TaskId id, FollowLevel level, Action<TaskNotice>? watcher, CancellationToken cancellationToken)
    {
        var task = _tasks.GetOrAdd(id.Unique, _ => new TrackedTask(id.Unique, id.Home, spec: null));
        lock (task)
        {
            task.Level = (FollowLevel)Math.Max((int)task.Level, (int)level);
            if (watcher is not null)
            {
                (task.Watchers ??= []).Add(watcher);
            }
        }

        Add(task);
        await AskAsync([task], cancellationToken).ConfigureAwait(false);
        return task;
    }

    /// <summary>Stops following: nobody will ask.</summary>
    public void Forget(TrackedTask task)
    {
        if (_tasks.TryRemove(task.Id.Unique, out _))
        {
            _instruments.OnOutstandingChanged(-1);
        }
    }

    public static void StopWatching(TrackedTask task, Action<TaskNotice> watcher)
    {
        lock (task)
        {
            task.Watchers?.Remove(watcher);
        }
    }

    public Task OnNoticesAsync(Immutable<TaskNotice[]> notices)
    {
        foreach (var notice in notices.Value)
        {
            OnNotice(notice);
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        foreach (var task in _tasks.Values)
        {
            task.OnAbandoned(new ClusterUnavailableException($"The client was disposed while task {task.Id} was awaited. The task goes on; ask with its id from another client."));
        }

        _disposed.Dispose();
        _anyTasks.Dispose();
    }

    private TrackedTask Add(TrackedTask task)
    {
        task.LastNews = _clock.GetTimestamp();
        if (_tasks.TryAdd(task.Id.Unique, task))
        {
            _instruments.OnOutstandingChanged(1);
        }

        if (_anyTasks.CurrentCount == 0)
        {
            lock (_anyTasks)
            {
                if (_anyTasks.CurrentCount == 0)
                {
                    _anyTasks.Release();
                }
            }
        }

        return task;
    }

    private void OnNotice(TaskNotice notice)
    {
        if (!_tasks.TryGetValue(notice.Id.Unique, out var task))
        {
            return;
        }

        task.LastNews = _clock.GetTimestamp();
        if (task.OnNotice(notice))
        {
            Forget(task);
        }

        Action<TaskNotice>[] watchers;
        lock (task)
        {
            watchers = task.Watchers is { Count: > 0 } some ? [.. some] : [];
        }

        Array.ForEach(watchers, watcher => watcher(notice));
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _anyTasks.WaitAsync(_disposed.Token).ConfigureAwait(false);
                while (!_tasks.IsEmpty)
                {
                    await Task.Delay(_options.LivenessPeriod, _clock, _disposed.Token).ConfigureAwait(false);
                    await CheckOnceAsync(_disposed.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            // The client is disposed.
        }
    }

    /// <summary>Asks which silos live, then about the tasks of those that do not and about those long unheard of.</summary>
    internal async Task CheckOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Tasks accepted while the answer travels may be on a silo that it does not know yet.
            var candidates = _tasks.Values.Where(t => t.IsAccepted).ToList();
            if (candidates.Count == 0)
            {
                return;
            }

            var cluster = await _gateway.CallIntakeAsync(intake => intake.GetClusterAsync(withSilos: false), cancellationToken).ConfigureAwait(false);
            var live = cluster.Live.ToHashSet();
            var orphans = candidates.Where(t => !live.Contains(t.Silo!) || !live.Contains(t.Id.Home!));
            var unheard = candidates.Where(t => _clock.GetElapsedTime(t.LastNews) > _options.ReconfirmPeriod).Take(MaximumReconfirmed);
            foreach (var chunk in orphans.Concat(unheard).Distinct().Chunk(MaximumIdsPerQuestion))
            {
                await AskAsync(chunk, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (SpawnerException failure)
        {
            LogCheckFailed(failure.Message);
        }
    }

    private async Task AskAsync(TrackedTask[] tasks, CancellationToken cancellationToken)
    {
        foreach (var group in tasks.GroupBy(t => t.Level))
        {
            TrackedTask[] asked = [.. group];
            var request = new FollowRequest
            {
                Ids = Array.ConvertAll(asked, t => t.Id),
                Observer = Observer,
                Level = group.Key,
                Namespace = _options.Namespace,
                Submitter = _options.Submitter,
            };
            var reply = await _gateway.CallIntakeAsync(intake => intake.FollowAsync(request), cancellationToken).ConfigureAwait(false);
            if (reply.Denied is { } denied)
            {
                throw new SpawnDeniedException(denied);
            }

            for (var i = 0; i < asked.Length; i++)
            {
                OnAnswer(asked[i], reply.Notices[i]);
            }
        }
    }

    private void OnAnswer(TrackedTask task, TaskNotice? notice)
    {
        if (notice is null)
        {
            task.OnUnknown();
            Forget(task);
            return;
        }

        OnNotice(notice);
    }

    [LoggerMessage(LogLevel.Warning, "Could not check on the tasks that are awaited: {Reason}. Tried again soon")]
    private partial void LogCheckFailed(string reason);
}
