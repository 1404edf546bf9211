using System.Globalization;

namespace Spawner.Cli.Running;

/// <summary>Does a job on several silos, says what came of it, and compares with the same job in one silo with one slot.</summary>
internal sealed class Demo<TAnswer>(
    DemoSettings settings, IDemoJob<TAnswer> job, IRunReport<TAnswer> report, JobRunner runner, TextWriter output, TextWriter narration)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Interruption interruption)
    {
        settings.ThrowIfContradictory();
        job.Prepare();
        var run = await runner.RunAsync(job, settings.Silos, settings.Slots, settings.Kill, pieces: null, interruption.Token);
        if (settings.Json)
        {
            await output.WriteLineAsync(JsonReport.Write(report, run));
        }
        else
        {
            report.WriteAnswer(run.Answer, output);
        }

        await output.FlushAsync();
        if (!settings.Json)
        {
            WriteSummary(run);
        }

        var exitCode = report.WriteProblems(run.Answer, Console.Error);
        if (settings.Baseline)
        {
            await CompareAsync(run, interruption.BeginSkippablePart(), interruption.Token);
        }

        return exitCode;
    }

    private void WriteSummary(RunResult<TAnswer> run)
    {
        narration.WriteLine(Invariant($"{run.Tally.Done} tasks in {run.Seconds:N2} s: {run.Tally.Done / run.Seconds:N0} tasks/s, {report.Rate(run.Answer, run.Seconds)}"));
        foreach (var silo in run.Silos)
        {
            narration.WriteLine(Invariant($"  {silo}: {run.Tally.DoneOn(silo)} tasks{(silo == run.Tally.Killed ? ", then killed" : "")}"));
        }

        if (run.Tally.Killed is { } killed)
        {
            narration.WriteLine(run.Tally.WentOnAfter is { } after
                ? Invariant($"{run.Tally.TakenOver} tasks of {killed} were taken over by the others, the first {after.TotalSeconds:N1} s after its death; none was spawned again.")
                : Invariant($"{killed} left no task to take over; none was spawned again."));
        }
        else if (run.Tally.Respawned > 0)
        {
            narration.WriteLine(Invariant($"{run.Tally.Respawned} tasks were lost with their silo and spawned again."));
        }
    }

    private async Task CompareAsync(RunResult<TAnswer> run, CancellationToken skip, CancellationToken interrupted)
    {
        await narration.WriteLineAsync("The same work again in one silo with one slot, to compare (Ctrl-C skips this) ...");
        try
        {
            var alone = await runner.RunAsync(job, silos: 1, slots: 1, kill: null, run.Pieces, skip);
            await narration.WriteLineAsync(Invariant($"One silo, one slot: {alone.Seconds:N2} s. Speed-up: {alone.Seconds / run.Seconds:N2}"));
        }
        catch (Exception failure) when (
            failure is CommandException or OperationCanceledException or SpawnerException
            && skip.IsCancellationRequested && !interrupted.IsCancellationRequested)
        {
            await narration.WriteLineAsync("Skipped.");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
