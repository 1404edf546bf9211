using System.Text;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Scripted;

/// <summary>News as silos send them.</summary>
internal static class Notices
{
    public static TaskNotice Running(TaskId id, double? progress = null, int run = 1) => With(id, TaskPhase.Running, run, progress);

    public static TaskNotice Queued(TaskId id, int run = 1) => With(id, TaskPhase.Queued, run, progress: null);

    public static TaskNotice Failed(TaskId id) => With(id, TaskPhase.Failed, run: 1, progress: null) is var notice
        ? notice with { Snapshot = notice.Snapshot! with { Failure = new TaskFailure { Type = "System.InvalidOperationException", Message = "no" } } }
        : notice;

    /// <summary>To those who asked: with the whole picture.</summary>
    public static TaskNotice Succeeded(TaskId id, string json, string kind = "double") =>
        With(id, TaskPhase.Succeeded, run: 1, progress: null, kind) with { Result = Encoding.UTF8.GetBytes(json) };

    /// <summary>To the observer of the spawn: the result only.</summary>
    public static TaskResult Result(TaskId id, string json) => new(id.Unique, Run: 1, Encoding.UTF8.GetBytes(json));

    /// <summary>Of a task that no live silo holds nothing is left to picture.</summary>
    public static TaskNotice Lost(TaskId id) => new() { Id = id, Phase = TaskPhase.Lost, Run = 1, Silo = id.Home };

    private static TaskNotice With(TaskId id, TaskPhase phase, int run, double? progress, string kind = "double") => new()
    {
        Id = id,
        Phase = phase,
        Run = run,
        Silo = id.Home,
        Snapshot = new TaskSnapshot
        {
            Id = id,
            Phase = phase,
            Kind = kind,
            Namespace = "default",
            Submitter = "test",
            Run = run,
            Silo = id.Home,
            SiloName = "first",
            SubmittedAt = DateTimeOffset.UnixEpoch,
            Progress = progress is null ? null : new TaskProgress { Fraction = progress },
        },
    };
}
