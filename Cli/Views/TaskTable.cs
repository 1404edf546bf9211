using Spawner.Cli.Api.Documents;
using Spectre.Console;

namespace Spawner.Cli.Views;

/// <summary>Tasks, a line each.</summary>
internal static class TaskTable
{
    public static Table Draw(IEnumerable<ApiTask> tasks, DateTimeOffset now)
    {
        var table = PlainTable.Create("ID", "KIND", "NAME", "PHASE", "SILO", "AGE>", "TIME>", "NOTE");
        foreach (var task in tasks)
        {
            table.Add(task.Id, task.Kind, task.Name, PhaseStyle.Of(task.Phase), task.Silo, Numbers.Since(task.SubmittedAt, now), Time(task, now), Note(task));
        }

        return table;
    }

    /// <summary>How long it has run, or ran.</summary>
    public static string Time(ApiTask task, DateTimeOffset now) =>
        task.StartedAt is null || !(task.Phase == "running" || task.EndedAt is not null) ? "" : Numbers.Since(task.StartedAt, task.EndedAt ?? now);

    /// <summary>The one thing that most likely matters.</summary>
    public static string? Note(ApiTask task) => task switch
    {
        { Failure.Message: { Length: > 0 } message } => FirstLine(message),
        { WaitingFor: { } reason } => reason,
        { Progress: { } progress } => Progress(progress),
        _ => null,
    };

    public static string Progress(ApiProgress progress) =>
        $"{(progress.Fraction is { } fraction ? Numbers.Percent(fraction) : "")} {progress.Message}".Trim();

    private static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd('\r');
}
