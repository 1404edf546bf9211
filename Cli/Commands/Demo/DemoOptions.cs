using System.CommandLine;
using Spawner.Cli.Commands.Options;
using Spawner.Cli.Running;

namespace Spawner.Cli.Commands.Demo;

/// <summary>The options that all jobs of the demo share.</summary>
internal sealed class DemoOptions
{
    private const int DefaultSilos = 3;

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON document and nothing else; diagnostics go to standard error",
        Recursive = true,
    };

    private readonly Option<int?> _silos = NumberOption.Create("--silos", $"How many silos to start, 1 to 16 [default: {DefaultSilos}]", 1, 16);

    private readonly Option<int?> _slots = NumberOption.Create("--slots", "Slots of each silo, 1 to 1024 [default: one for each core]", 1, 1024);

    private readonly Option<KillOrder?> _killOne = KillOneOption.Create();

    private readonly Option<bool> _noBaseline = new("--no-baseline")
    {
        Description = "Do not repeat the work in one silo with one slot to tell the speed-up (it is not repeated with --json or --kill-one)",
        Recursive = true,
    };

    public void AddTo(Command command)
    {
        command.Add(_json);
        command.Add(_silos);
        command.Add(_slots);
        command.Add(_killOne);
        command.Add(_noBaseline);
    }

    public DemoSettings Read(ParseResult parsed) => new()
    {
        Silos = parsed.GetValue(_silos) ?? DefaultSilos,
        Slots = parsed.GetValue(_slots),
        Kill = parsed.GetValue(_killOne),
        Json = parsed.GetValue(_json),
        Baseline = !parsed.GetValue(_noBaseline) && !parsed.GetValue(_json) && parsed.GetValue(_killOne) is null,
    };
}
