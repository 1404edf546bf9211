using System.Globalization;

namespace Spawner.Torture;

/// <summary>What a handler showed to the sink.</summary>
/// <param name="At">When it reached the sink; <see cref="Wall"/>.</param>
/// <param name="Step">How far the handler was: <c>begin</c> or <c>done</c>.</param>
/// <param name="Op">The submission.</param>
/// <param name="Task">Number of the task, 32 hexadecimal digits: the idempotency key.</param>
/// <param name="Run">The run: the fence.</param>
/// <param name="Process">The silo's process.</param>
/// <param name="IsStale">Whether a later run had come before it.</param>
internal readonly record struct Effect(long At, string Step, string Op, string Task, int Run, int Process, bool IsStale)
{
    public const string Begin = "begin";
    public const string Done = "done";

    public string ToLine() =>
        string.Create(CultureInfo.InvariantCulture, $"{At} {Step} {Op} {Task} {Run} {Process} {(IsStale ? "stale" : "ok")}");

    public static Effect Parse(string line)
    {
        var parts = line.Split(' ');
        return new Effect(
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            parts[1],
            parts[2],
            parts[3],
            int.Parse(parts[4], CultureInfo.InvariantCulture),
            int.Parse(parts[5], CultureInfo.InvariantCulture),
            parts[6] == "stale");
    }

    /// <summary>All effects of a log; a last line that was not written to its end is left out.</summary>
    public static List<Effect> ReadAll(string log)
    {
        var text = File.ReadAllText(log);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }
}
