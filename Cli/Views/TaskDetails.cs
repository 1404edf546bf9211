using Spawner.Cli.Api.Documents;
using Spectre.Console.Rendering;

namespace Spawner.Cli.Views;

/// <summary>All that is known of a task.</summary>
internal static class TaskDetails
{
    public static IRenderable Draw(ApiTask task, DateTimeOffset now) => new Details()
        .Add("id", task.Id)
        .Add("kind", task.Kind)
        .Add("name", task.Name)
        .Add("phase", PhaseStyle.Of(task.Phase))
        .Add("waiting for", task.WaitingFor)
        .Add("progress", task.Progress is { } progress ? TaskTable.Progress(progress) : null)
        .Add("silo", task.Silo is null ? task.SiloAddress : $"{task.Silo} ({task.SiloAddress})")
        .Add("run", task.Run)
        .Add("submitted", When(task.SubmittedAt, now))
        .Add("due", When(task.DueAt, now))
        .Add("started", When(task.StartedAt, now))
        .Add("ended", When(task.EndedAt, now))
        .Add("ran for", TaskTable.Time(task, now))
        .Add("tags", task.Tags is { Count: > 0 } tags ? string.Join(", ", tags.Select(tag => $"{tag.Key}={tag.Value}")) : null)
        .Add("namespace", task.Namespace)
        .Add("submitter", task.Submitter)
        .Add("key", task.Key)
        .Add("checkpoint", task.HasCheckpoint == true ? "yes" : null)
        .Add("failures", task.Failures)
        .Add("crashes", task.Crashes)
        .Add("losses", task.Losses)
        .Add("interruptions", task.Interruptions)
        .Add("handler", task.HandlerAbandoned == true ? "had not returned when the end was recorded" : null)
        .Add("failure", task.Failure is { } failure ? $"{failure.Type}: {failure.Message}" : null)
        .Add("stack", task.Failure?.Stack)
        .Grid;

    private static string? When(DateTimeOffset? time, DateTimeOffset now) => time switch
    {
        null => null,
        { } t when t > now => $"{Numbers.Time(t)} (in {Numbers.Since(now, t)})",
        { } t => $"{Numbers.Time(t)} ({Numbers.Since(t, now)} ago)",
    };
}
