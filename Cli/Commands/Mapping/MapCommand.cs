using System.CommandLine;
using Spawner.Cli.Commands.Options;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Mapping;
using Spawner.Cli.Views;

namespace Spawner.Cli.Commands.Mapping;

/// <summary><c>spawner map</c>: a task for each line of standard input.</summary>
internal static class MapCommand
{
    public static Command Create(CommandShell shell)
    {
        var kind = new Argument<string>("KIND") { Description = "Kind of the tasks" };
        var settings = new SpawnSettings(shell.Around.Clock);
        var how = new MapOptions();
        var command = new Command("map", CommandHelp.With(
            """
            Makes a task of each line of standard input, and prints the results, a line each.

            They come in the order of the lines, or as tasks end. A line that fails leaves an empty line (none with --as-completed), is told with its number on standard
            error, and makes the exit code 1. With --durable no silo's death loses a line, whichever it dies in.
            """,
            "ls *.png | spawner map thumbnail > results",
            "spawner map resize --json-lines --as-completed --json < jobs.jsonl",
            "spawner map words.count --durable --run books-1 < books    # again after a break: goes on with the same tasks")) { kind };
        how.AddTo(command);
        settings.AddTo(command);
        return shell.Complete(command, async (session, parsed, cancellationToken) =>
            await RunAsync(session, how.Read(parsed, parsed.GetRequiredValue(kind), settings, session.IsJson, session.Now), cancellationToken));
    }

    private static async Task<int> RunAsync(Session session, MapPlan plan, CancellationToken cancellationToken)
    {
        var (around, tally) = (session.Around, new MapTally());
        using var ended = new CancellationTokenSource();

        // On the same terminal the line would be written between the results.
        var showing = around is { ErrorIsTerminal: true, OutIsTerminal: false }
            ? new MapProgress(tally, around.Error, around.Clock).ShowAsync(ended.Token)
            : Task.CompletedTask;
        try
        {
            using var run = new MapRun(session.Api, plan, tally, around.Clock);
            await run.RunAsync(
                new LineReader(around.In, plan.IsJsonLines).ReadAsync(cancellationToken), new MapWriter(plan, around.Out, around.Error).WriteAsync, cancellationToken);
        }
        catch (Exception failure) when (failure is CommandException or OperationCanceledException)
        {
            await EndAsync();
            session.Tell($"spawner: stopped with {Numbers.Count(tally.Done)} of {Numbers.Count(tally.Read)} lines done; tasks that were spawned go on, with the tag {MapPlan.RunTag}={plan.Run}");
            throw;
        }

        await EndAsync();
        if (tally.Failed > 0)
        {
            session.Tell($"spawner: {Numbers.Count(tally.Failed)} of {Numbers.Count(tally.Done)} lines failed");
        }

        return tally.Failed == 0 ? ExitCodes.Ok : ExitCodes.Failed;

        async Task EndAsync()
        {
            await ended.CancelAsync();
            await showing;
        }
    }
}
