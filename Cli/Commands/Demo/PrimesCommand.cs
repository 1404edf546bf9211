using System.CommandLine;
using System.CommandLine.Parsing;
using Spawner.Cli.Commands.Shell;
using Spawner.Cli.Primes;
using Spawner.Cli.Running;

namespace Spawner.Cli.Commands.Demo;

/// <summary><c>spawner demo primes</c>.</summary>
internal static class PrimesCommand
{
    private const long DefaultLimit = 50_000_000;

    public static PrimesJob DefaultJob => new(DefaultLimit);

    public static IRunReport<PrimesAnswer> Report { get; } = new PrimesReport();

    public static Command Create(DemoOptions options)
    {
        var below = new Option<long>("--below")
        {
            Description = $"Where to look: {PrimesJob.LowestLimit} to 10^12, digits with '_' between them if you like; above 10^9 the primes are not counted",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultLimit,
            CustomParser = Read,
        };
        var command = new Command("primes", CommandHelp.With("Finds the largest prime below N and counts the primes below N.", "spawner demo primes --below 20_000_000 --kill-one")) { below };
        command.SetAction(parsed => DemoProgram.RunAsync(options.Read(parsed), new PrimesJob(parsed.GetValue(below)), Report));
        return command;
    }

    private static long Read(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (PrimesJob.TryParseLimit(text, out var limit))
        {
            return limit;
        }

        result.AddError(
            $"--below does not accept '{text}'. Accepted: {PrimesJob.LowestLimit} to {PrimesJob.HighestLimit:N0}, written with digits and '_', for example 50_000_000.");
        return 0;
    }
}
