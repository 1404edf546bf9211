using System.Globalization;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Terminal;
using Spawner.Cli.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Spawner.Cli.Top;

/// <summary>Draws a frame into so many rows.</summary>
internal static class TopView
{
    // Two lines at the top, one between each part, two headings.
    private const int OtherRows = 7;
    private const int IdLength = 32;

    private static readonly Style Faint = new(decoration: Decoration.Dim);
    private static readonly Style Alarm = new(Color.Red);

    public static IRenderable Draw(TopFrame frame, string servers, string sort, int height)
    {
        var rows = Math.Max(2, height - OtherRows - (frame.Problem is null ? 0 : 1));
        var silos = TopSort.Apply(frame.Silos, sort).Take(Math.Max(1, Math.Max(rows / 2, rows - frame.Running.Count))).ToList();
        var parts = new List<IRenderable> { Head(frame, servers, sort), Counts(frame) };
        if (frame.Problem is not null)
        {
            parts.Add(Line(SafeText.Line(frame.Problem), Alarm));
        }

        parts.AddRange([Text.Empty, Silos(silos), Text.Empty, Tasks(frame.Running.Take(rows - silos.Count), frame.At)]);
        return new Rows(parts);
    }

    private static Text Head(TopFrame frame, string servers, string sort) =>
        Line($"spawner top  {SafeText.Line(servers)}  {frame.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}Z  sorted by {sort}  q quits, s sorts", Faint);

    private static Text Counts(TopFrame frame)
    {
        var silos = $"{frame.Silos.Count} silos, {Numbers.Count(frame.Silos.Sum(silo => (long)silo.Running))} running, {Numbers.Count(frame.Silos.Sum(silo => (long)silo.Queued))} queued";

        // The store is told of starts later than the silos: of those that have not ended it knows how many there are, not which run.
        var open = frame.Counts.Where(count => !Phases.HasEnded(count.Key)).Sum(count => count.Value);
        var ended = Phases.All.Where(phase => Phases.HasEnded(phase) && frame.Counts.GetValueOrDefault(phase) > 0).Select(phase => $"{Numbers.Count(frame.Counts[phase])} {phase}");
        var recorded = frame.Counts.Count == 0 ? "" : string.Join(", ", ended.Prepend($"{Numbers.Count(open)} open"));
        var rate = frame.EndedPerSecond is { } perSecond ? $"; {perSecond.ToString("N1", CultureInfo.InvariantCulture)} ended/s" : "";
        return Line(recorded.Length == 0 ? silos : $"{silos}; recorded: {recorded}{rate}");
    }

    private static Table Silos(IEnumerable<ApiSilo> silos)
    {
        var table = PlainTable.Create("SILO", "STATE", "SLOTS>", "TAKEN>", "RUNNING>", "QUEUED>", "CPU>", "MEM>", "TASK TIME>", "SEEN>");
        foreach (var silo in silos)
        {
            table.Add(
                silo.Name, PhaseStyle.Of(silo.State), Numbers.Slots(silo.Slots), Numbers.Slots(silo.SlotsTaken), Numbers.Count(silo.Running), Numbers.Count(silo.Queued),
                Numbers.Percent(silo.Cpu), Numbers.Percent(silo.Memory), Numbers.Seconds(silo.ServiceTimeSeconds), Numbers.Seconds(silo.AgeSeconds));
        }

        return OneLineEach(table);
    }

    private static Table Tasks(IEnumerable<ApiTask> tasks, DateTimeOffset now)
    {
        var table = PlainTable.Create("RUNNING TASK", "KIND", "NAME", "SILO", "TIME>", "PROGRESS");
        foreach (var task in tasks)
        {
            // The part that names the task alone; the rest tells its home.
            table.Add(task.Id[..Math.Min(IdLength, task.Id.Length)], task.Kind, task.Name, task.Silo, TaskTable.Time(task, now), task.Progress is { } progress ? TaskTable.Progress(progress) : "");
        }

        return OneLineEach(table);
    }

    private static Text Line(string text, Style? style = null) => new(text, style) { Overflow = Overflow.Ellipsis };

    // A row that wraps would push others off the screen.
    private static Table OneLineEach(Table table)
    {
        foreach (var column in table.Columns)
        {
            column.NoWrap = true;
        }

        return table;
    }
}
