using System.Globalization;
using Spawner.Torture.Breaks;
using Spawner.Torture.Checks;

namespace Spawner.Torture.Running;

/// <summary>The command line: one run, or one for each seeded bug.</summary>
internal static class TortureCommand
{
    private const int Usage = 2;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] args)
    {
        Arguments parsed;
        try
        {
            parsed = Arguments.Parse(args);
        }
        catch (ArgumentException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return Usage;
        }

        if (parsed.ListsBreaks)
        {
            Break.All.ToList().ForEach(seeded => Console.WriteLine(seeded.Name));
            return 0;
        }

        return parsed.BreaksAll ? await BreakAllAsync(parsed.Seed) : await RunAsync(parsed.Settings) is { } verdicts && !verdicts.Any(verdict => verdict.Fails) ? 0 : 1;
    }

    /// <summary>Every seeded bug must be found, by a check that is meant for it.</summary>
    private static async Task<int> BreakAllAsync(int seed)
    {
        Console.WriteLine("== no bug: nothing may be found");
        var isSound = await RunAsync(Profiles.Control(seed)) is { } control && !control.Any(verdict => verdict.Fails);
        var found = 0;
        foreach (var seeded in Break.All)
        {
            Console.WriteLine($"== {seeded.Name}: {seeded.What}");
            var verdicts = await RunAsync(Profiles.For(seeded, seed));

            // A run that did not come to its end has found nothing.
            var finders = verdicts?.Where(verdict => verdict.Fails && seeded.FoundBy.Contains(verdict.Check)).Select(verdict => verdict.Check.Name).ToList() ?? [];
            Console.WriteLine(finders.Count > 0 ? $"found by: {string.Join("; ", finders)}" : $"NOT FOUND by {string.Join(", nor ", seeded.FoundBy.Select(check => check.Name))}");
            found += finders.Count > 0 ? 1 : 0;
        }

        Console.WriteLine($"{found} of {Break.All.Count} seeded bugs were found; without one {(isSound ? "nothing" : "something")} was");
        var passed = found + (isSound ? 1 : 0);
        Console.WriteLine($"{passed} passed, {Break.All.Count + 1 - passed} failed");
        return passed == Break.All.Count + 1 ? 0 : 1;
    }

    /// <returns>What holds and what does not; <see langword="null"/> if the run could not be judged.</returns>
    private static async Task<IReadOnlyList<Verdict>?> RunAsync(TortureSettings settings)
    {
        var folder = Directory.CreateTempSubdirectory($"spawner-torture-{settings.Break ?? settings.Profile}-").FullName;

        // The database's user must be able to enter it.
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Console.WriteLine($"histories, logs and the database are kept in {folder}");
        using var limit = new CancellationTokenSource(settings.Limit, Wall.Clock);

        // Whatever hangs: the children end with this process.
        using var watchdog = new Timer(_ => Environment.Exit(1), state: null, settings.Limit + Margin, Timeout.InfiniteTimeSpan);
        using var run = new TortureRun(settings, folder);
        try
        {
            var (file, verdicts) = await run.RunAsync(limit.Token);
            Report.Print(file, verdicts);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{verdicts.Count(verdict => verdict.Holds)} passed, {verdicts.Count(verdict => verdict.Fails)} failed"));
            return verdicts;
        }
        catch (Exception failure)
        {
            Console.WriteLine(limit.IsCancellationRequested ? $"The run did not end within {settings.Limit}; see {folder}." : failure.ToString());
            Console.WriteLine($"0 passed, {AllChecks.List.Count} failed");
            return null;
        }
    }
}
