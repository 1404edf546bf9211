using System.CommandLine;
using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Commands.Options;

/// <summary>The options that choose among recorded tasks.</summary>
internal sealed class FilterOptions(TimeProvider clock)
{
    private readonly Option<string?> _kind = new("--kind") { Description = "Of this kind", HelpName = "KIND" };

    private readonly Option<string[]?> _phases = ChoiceOption.CreateMany("--phase", $"In this phase, or one of several: {string.Join(", ", Phases.All)}", "PHASE", Phases.All);

    private readonly Option<string?> _silo = new("--silo") { Description = "On this silo", HelpName = "SILO" };

    private readonly Option<Dictionary<string, string>?> _tags = PairOption.Create("--tag", "With this tag; with several, all of them");

    private readonly Option<string?> _key = new("--key") { Description = "With this key", HelpName = "KEY" };

    private readonly Option<string?> _failure = new("--failure") { Description = "Whose failure has this text in it", HelpName = "TEXT" };

    private readonly Option<DateTimeOffset?> _from = TimeOption.CreatePast("--from", "Submitted since: a time, or a span that has passed since, such as 2h", clock);

    private readonly Option<DateTimeOffset?> _to = TimeOption.CreatePast("--to", "Submitted before", clock);

    public void AddTo(Command command)
    {
        command.Add(_kind);
        command.Add(_phases);
        command.Add(_silo);
        command.Add(_tags);
        command.Add(_key);
        command.Add(_failure);
        command.Add(_from);
        command.Add(_to);
    }

    public FilterDocument Read(ParseResult parsed) => new()
    {
        Kind = parsed.GetValue(_kind),
        Phases = parsed.GetValue(_phases) is { Length: > 0 } phases ? phases : null,
        Silo = parsed.GetValue(_silo),
        Tags = parsed.GetValue(_tags) is { Count: > 0 } tags ? tags : null,
        Key = parsed.GetValue(_key),
        FailureText = parsed.GetValue(_failure),
        From = parsed.GetValue(_from),
        To = parsed.GetValue(_to),
    };
}
