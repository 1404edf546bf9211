using System.CommandLine;
using System.CommandLine.Parsing;
using Spawner.Cli.Running;

namespace Spawner.Cli.Commands;

/// <summary>The options that all jobs of the demo share.</summary>
internal sealed class DemoOptions
{
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON document and nothing else; diagnostics go to standard error",
        Recursive = true,
    };

    private readonly Option<int> _silos = new("--silos")
    {
        Description = "How many silos to start, 1 to 16",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
        Recursive = true,
    };

    private readonly Option<int?> _slots = new("--slots")
    {
        Description = "Slots of each silo, 1 to 1024; by default one for each core",
        HelpName = "N",
        Recursive = true,
    };

    private readonly Option<KillOrder?> _killOne = KillOneOption.Create();

    private readonly Option<bool> _noBaseline = new("--no-baseline")
    {
        Description = "Do not repeat the work in one silo with one slot to tell the speed-up (it is not repeated with --json or --kill-one)",
        Recursive = true,
    };

    public void AddTo(Command command)
    {
        _silos.Validators.Add(result => RequireWithin(result, _silos, 1, 16));
        _slots.Validators.Add(result => RequireWithin(result, _slots, 1, 1024));
        _killOne.Validators.Add(CheckVictim);
        foreach (var option in new Option[] { _json, _silos, _slots, _killOne, _noBaseline })
        {
            command.Add(option);
        }
    }

    public DemoSettings Read(ParseResult parsed) => new()
    {
        Silos = parsed.GetValue(_silos),
        Slots = parsed.GetValue(_slots),
        Kill = parsed.GetValue(_killOne),
        Json = parsed.GetValue(_json),
        Baseline = !parsed.GetValue(_noBaseline) && !parsed.GetValue(_json) && parsed.GetValue(_killOne) is null,
    };

    private static void RequireWithin<T>(OptionResult result, Option<T> option, int least, int most)
    {
        // A value that is no number has its error already.
        if (!result.Errors.Any() && result.GetValue(option) is int value && (value < least || value > most))
        {
            result.AddError($"{option.Name} does not accept {value}. Accepted: {least} to {most}.");
        }
    }

    private void CheckVictim(OptionResult result)
    {
        var started = result.GetValue(_silos);
        if (started < 2)
        {
            result.AddError("--kill-one needs a second silo to go on with the work. Accepted: --silos 2 to 16.");
        }
        else if (result.GetValue(_killOne)?.Number > started)
        {
            result.AddError($"--kill-one does not accept {result.GetValue(_killOne)?.Number}: only {started} silos are started. Accepted: 1 to {started}, or 'any'.");
        }
    }
}
