using System.CommandLine;
using Spawner.Load.Report;

namespace Spawner.Load;

/// <summary>The command line.</summary>
internal static class LoadCommand
{
    private const string Description = """
        Measures tasks on three silo processes of this machine, beside plain grain calls, one activation for each task and
        channels in one process; or durable tasks, beside plain group commits and Hangfire. Diagnostics go to standard error. Exit code 1 if a task failed.
        """;

    public static RootCommand Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document instead of a table" };
        var quick = new Option<bool>("--quick") { Description = "Only batches, callers and lone tasks, in less than a minute" };
        var durable = new Option<bool>("--durable") { Description = "Measure durable tasks, over PostgreSQL and SQLite, beside plain group commits and Hangfire" };
        var output = new Option<FileInfo?>("--out") { Description = "Save the JSON document, too", HelpName = "FILE" };
        var only = new Option<string?>("--only") { Description = "Measure this alone: a scenario by the first words of its rows, as a profiler wants it, or 'uneven work', 'waiting memory', 'silo start', 'cluster size', 'unequal processors' or 'overload'; with --durable also 'PostgreSQL' or 'SQLite'", HelpName = "NAME" };
        var against = new Option<FileInfo?>("--against") { Description = "Fail if a ratio is more than 15 % worse than in this document of an earlier run that measured as much", HelpName = "FILE" };
        var command = new RootCommand(Description) { json, quick, durable, output, only, against };
        command.SetAction(async parsed =>
        {
            var plan = parsed.GetValue(quick) ? LoadPlan.Quick : LoadPlan.Full;
            var report = await LoadRun.RunAsync(plan with { Only = parsed.GetValue(only), Durable = parsed.GetValue(durable) });
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, report.ToJson() + "\n");
            }

            Console.WriteLine(parsed.GetValue(json) ? report.ToJson() : ReportTable.Write(report));
            if (parsed.GetValue(against) is not { } earlier)
            {
                return 0;
            }

            var (lines, passed) = RatioGate.Compare(report, await File.ReadAllTextAsync(earlier.FullName));
            Console.WriteLine(string.Join('\n', lines));
            return passed ? 0 : 1;
        });
        return command;
    }
}
