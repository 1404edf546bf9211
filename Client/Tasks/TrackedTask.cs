using System.Collections.Immutable;
using Orleans.Runtime;
using Spawner.Contracts;

namespace Spawner.Client.Tasks;

/// <summary>
/// What a client knows of one task. There may be a million of them: what few tasks need is made when it is asked for.
/// </summary>
internal sealed class TrackedTask
{
    // Stands for the answer that the cluster does not know the task; never shown.
    private static readonly object UnknownTask = new();

    private readonly Guid _unique;

    // A notice, or of most tasks only the result.
    private object? _end;
    private int _run;
    private TaskCompletionSource? _ended;
    private ImmutableArray<TaskWatch> _watches = [];
    private volatile SiloAddress? _home;
    private volatile SiloAddress? _holder;
    private long _heardAt;

    private TrackedTask(Guid unique, SiloAddress? home, TaskOrigin? origin)
    {
        _unique = unique;
        _home = home;
        Origin = origin;
    }

    public TaskId Id => new(_unique, _home);

    /// <summary>Set for a task that this client spawned: the cluster tells its end unasked.</summary>
    public TaskOrigin? Origin { get; private set; }

    public bool IsOwn { get; private init; }

    /// <summary>A silo has it.</summary>
    public bool IsAcknowledged { get; private set; }

    /// <summary>The silo that holds it, as far as is known.</summary>
    public SiloAddress? Holder => _holder ?? _home;

    public bool HasEnded => Volatile.Read(ref _end) is not null;

    /// <summary>How it ended; <see langword="null"/> if it has not, or if the cluster does not know it.</summary>
    public TaskNotice? End => Volatile.Read(ref _end) switch
    {
        byte[] result => new TaskNotice { Id = new TaskId(_unique), Phase = TaskPhase.Succeeded, Run = _run, Result = result },
        TaskNotice notice => notice,
        _ => null,
    };

    /// <summary>The answer was that the cluster does not know it.</summary>
    public bool IsUnknown => ReferenceEquals(Volatile.Read(ref _end), UnknownTask);

    /// <summary>Its result, once it has succeeded.</summary>
    public byte[]? Result => Volatile.Read(ref _end) switch
    {
        byte[] result => result,
        TaskNotice { Phase: TaskPhase.Succeeded } notice => notice.Result ?? [],
        _ => null,
    };

    /// <summary>Time stamp of the last that was heard of it, or of its acknowledgement.</summary>
    public long HeardAt => Volatile.Read(ref _heardAt);

    /// <summary>How much its observer must hear.</summary>
    public FollowLevel Level => _watches.IsEmpty ? FollowLevel.Outcome : FollowLevel.Everything;

    /// <summary>Callers who follow it; owned by <see cref="TaskTracker"/>, under its lock.</summary>
    public int Followers { get; set; }

    /// <summary>Ends when the task has.</summary>
    public Task Ended
    {
        get
        {
            var ended = Volatile.Read(ref _ended);
            if (ended is null)
            {
                var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                ended = Interlocked.CompareExchange(ref _ended, made, null) ?? made;
            }

            // The end may have come between: then nobody saw this source.
            if (HasEnded)
            {
                ended.TrySetResult();
            }

            return ended.Task;
        }
    }

    public static TrackedTask Spawning(Guid unique, TaskOrigin origin) => new(unique, home: null, origin) { IsOwn = true };

    public static TrackedTask Rebuilt(TaskId id) => new(id.Unique, id.Home, origin: null) { IsAcknowledged = true };

    public void Acknowledge(SiloAddress home, long now)
    {
        _home = home;
        Volatile.Write(ref _heardAt, now);
        IsAcknowledged = true;
    }

    /// <summary>Takes news. They may repeat and overtake one another; the first end counts.</summary>
    /// <returns>Whether the task has ended now.</returns>
    public bool Take(TaskNotice notice)
    {
        if (notice.Phase.IsTerminal())
        {
            return Finish(notice);
        }

        if (notice.Silo is { } silo)
        {
            _holder = silo;
        }

        foreach (var watch in _watches)
        {
            watch.Take(notice);
        }

        return false;
    }

    /// <summary>It succeeded. The result is copied: it is a small part of what came with it.</summary>
    public void Finish(TaskResult result)
    {
        if (!HasEnded)
        {
            _run = result.Run;
            Finish(result.Result.ToArray());
        }
    }

    /// <summary>The cluster does not know the task.</summary>
    public bool FinishUnknown() => Finish(UnknownTask);

    public void Heard(long now) => Volatile.Write(ref _heardAt, now);

    /// <summary>Puts the whole picture in place of a notice that came without.</summary>
    public void Complete(TaskSnapshot snapshot)
    {
        if (End is { } end)
        {
            Volatile.Write(ref _end, end with { Snapshot = snapshot });
        }
    }

    /// <summary>Takes over how it ended from the one that was followed in its place.</summary>
    public void Adopt(TrackedTask followed)
    {
        if (followed != this && Volatile.Read(ref followed._end) is { } end)
        {
            Origin ??= followed.Origin;
            _run = followed._run;
            Finish(end);
        }
    }

    public void Add(TaskWatch watch)
    {
        ImmutableInterlocked.Update(ref _watches, static (all, one) => all.Add(one), watch);
        if (HasEnded)
        {
            watch.Finish();
        }
    }

    public void Remove(TaskWatch watch) => ImmutableInterlocked.Update(ref _watches, static (all, one) => all.Remove(one), watch);

    private bool Finish(object end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
        {
            return false;
        }

        Volatile.Read(ref _ended)?.TrySetResult();
        foreach (var watch in _watches)
        {
            watch.Finish();
        }

        return true;
    }
}
