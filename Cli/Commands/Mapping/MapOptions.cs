using System.CommandLine;
using Spawner.Cli.Commands.Options;
using Spawner.Cli.Mapping;

namespace Spawner.Cli.Commands.Mapping;

/// <summary>How <c>map</c> reads lines, sends them, and tells what became of them.</summary>
internal sealed class MapOptions
{
    private readonly Option<bool> _jsonLines = new("--json-lines") { Description = "Each line is JSON; without it, each is a text" };

    private readonly Option<bool> _asCompleted = new("--as-completed") { Description = "Results as tasks end, not in the order of the lines" };

    private readonly Option<int?> _batch = NumberOption.Create("--batch", $"Lines in one request, 100 to 1000 [default: {MapPlan.UsualBatch}]", 100, 1000);

    private readonly Option<int?> _inFlight = NumberOption.Create("--in-flight", $"Tasks that have not ended, at most, 1 to 100000 [default: {MapPlan.UsualInFlight}]", 1, 100_000);

    private readonly Option<string?> _run = new("--run")
    {
        Description = "Name of this run: the same again, with the same lines and --durable, goes on with the same tasks [default: a new one]",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        command.Add(_jsonLines);
        command.Add(_asCompleted);
        command.Add(_batch);
        command.Add(_inFlight);
        command.Add(_run);
    }

    public MapPlan Read(ParseResult parsed, string kind, SpawnSettings settings, bool isJson, DateTimeOffset now)
    {
        var options = settings.Read(parsed);
        var run = parsed.GetValue(_run);
        if (run is not null && options.Durable != true)
        {
            throw new CommandException(ExitCodes.BadArguments, "--run needs --durable: only recorded tasks are found again.");
        }

        run ??= Guid.CreateVersion7(now).ToString("N");
        return new MapPlan
        {
            Kind = kind,
            Run = run,
            Options = options with { Tags = new Dictionary<string, string>(options.Tags ?? new Dictionary<string, string>()) { [MapPlan.RunTag] = run } },
            IsJsonLines = parsed.GetValue(_jsonLines),
            IsOrdered = !parsed.GetValue(_asCompleted),
            IsJson = isJson,
            Batch = parsed.GetValue(_batch) ?? MapPlan.UsualBatch,
            InFlight = parsed.GetValue(_inFlight) ?? MapPlan.UsualInFlight,
        };
    }
}
