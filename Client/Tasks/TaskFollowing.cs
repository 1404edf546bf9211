using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Spawner.Client.Gateways;
using Spawner.Client.Tracking;
using Spawner.Contracts;

namespace Spawner.Client.Tasks;

/// <summary>What handles do: follows a task, describes it, and reads its result.</summary>
internal sealed class TaskFollowing(TaskTracker tracker, ClusterGateway gateway, TimeProvider clock)
{
    /// <summary>Waits for the end of a task that is followed already, or follows it first.</summary>
    public async Task<TaskNotice> WaitForEndAsync(TaskId id, TrackedTask? tracked, CancellationToken cancellationToken)
    {
        tracked ??= await tracker.FollowAsync(id, FollowLevel.Outcome, watcher: null, cancellationToken).ConfigureAwait(false);
        return await tracked.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The picture of an ended task: what the notice brought, or what the cluster still knows, or else what this client knows.</summary>
    public async Task<TaskSnapshot> PictureAsync(TaskNotice ended, TaskSpec? spec, string? kind, CancellationToken cancellationToken)
    {
        if (ended.Snapshot is { } snapshot)
        {
            return snapshot;
        }

        // A lost task left nothing behind to ask.
        var described = ended.Phase == TaskPhase.Lost
            ? null
            : await gateway.CallTaskAsync(ended.Id, task => task.DescribeAsync(), cancellationToken).ConfigureAwait(false);
        return described is { Phase: var phase } && phase == ended.Phase ? described : Synthesize(ended, spec, kind);
    }

    public async Task<TaskSnapshot> DescribeAsync(TaskId id, CancellationToken cancellationToken) =>
        await gateway.CallTaskAsync(id, task => task.DescribeAsync(), cancellationToken).ConfigureAwait(false) ?? throw new UnknownTaskException(id);

    public async Task<CancelAnswer> CancelAsync(TaskId id, CancellationToken cancellationToken) =>
        await gateway.CallTaskAsync(id, task => task.CancelAsync(), cancellationToken).ConfigureAwait(false) ?? throw new UnknownTaskException(id);

    public async Task<PlacementExplanation> ExplainAsync(TaskId id, CancellationToken cancellationToken) =>
        await gateway.CallTaskAsync(id, task => task.ExplainAsync(), cancellationToken).ConfigureAwait(false) ?? throw new UnknownTaskException(id);

    /// <summary>The task now, then each change. One place for the latest news: a slow reader skips, and the end stays.</summary>
    public async IAsyncEnumerable<TaskSnapshot> WatchAsync(TaskId id, TaskSpec? spec, string? kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var latest = Channel.CreateBounded<TaskNotice>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        Action<TaskNotice> watcher = notice =>
        {
            latest.Writer.TryWrite(notice);
            if (notice.Phase.IsTerminal())
            {
                latest.Writer.TryComplete();
            }
        };
        var tracked = await tracker.FollowAsync(id, FollowLevel.Everything, watcher, cancellationToken).ConfigureAwait(false);
        try
        {
            CompleteIfUnknown(tracked, latest.Writer);
            await foreach (var notice in latest.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return notice.Phase.IsTerminal()
                    ? await PictureAsync(notice, spec, kind, cancellationToken).ConfigureAwait(false)
                    : notice.Snapshot ?? Synthesize(notice, spec, kind);
            }
        }
        finally
        {
            TaskTracker.StopWatching(tracked, watcher);
        }
    }

    /// <summary>Reads a result as the kind's type.</summary>
    public static TResult Read<TInput, TResult>(TaskKind<TInput, TResult> kind, TaskNotice ended)
    {
        if (ended.Snapshot is { } snapshot && snapshot.Kind != kind.Name && !kind.Aliases.Contains(snapshot.Kind))
        {
            throw new ResultTypeException(
                $"Task {ended.Id} is of kind '{snapshot.Kind}', and its result was asked for as kind '{kind.Name}' ({typeof(TResult).Name}). Use the kind that it was spawned with.");
        }

        try
        {
            return JsonSerializer.Deserialize(ended.Result, kind.ResultInfo)!;
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            throw new ResultTypeException(
                $"The result of task {ended.Id} of kind '{kind.Name}' cannot be read as {typeof(TResult).Name}: {failure.Message} Use the type that the silos' handler returns.",
                failure);
        }
    }

    private static void CompleteIfUnknown(TrackedTask tracked, ChannelWriter<TaskNotice> writer)
    {
        if (tracked.Ended is { IsFaulted: true, Exception.InnerException: var failure })
        {
            writer.TryComplete(failure);
        }
    }

    private TaskSnapshot Synthesize(TaskNotice notice, TaskSpec? spec, string? kind) => new()
    {
        Id = notice.Id,
        Phase = notice.Phase,
        Kind = spec?.Kind ?? kind ?? "unknown",
        Name = spec?.Name,
        Tags = spec?.Tags ?? new Dictionary<string, string>(),
        Namespace = "unknown",
        Submitter = "unknown",
        Run = notice.Run,
        Silo = notice.Silo,
        SubmittedAt = clock.GetUtcNow(),
        EndedAt = notice.Phase.IsTerminal() ? clock.GetUtcNow() : null,
    };
}
