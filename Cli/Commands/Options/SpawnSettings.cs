using System.CommandLine;
using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Commands.Options;

/// <summary>What may be said of tasks besides their kind and input.</summary>
internal sealed class SpawnSettings(TimeProvider clock)
{
    private readonly Option<string?> _name = new("--name") { Description = "A name for people", HelpName = "NAME" };

    private readonly Option<Dictionary<string, string>?> _tags = PairOption.Create("--tag", "A tag; may be given more than once");

    private readonly Option<bool> _durable = new("--durable") { Description = "Record it before it is acknowledged, and run it until it has ended, whichever silos die" };

    private readonly Option<double?> _timeout = DurationOption.Create("--timeout", "Longest time of one run");

    private readonly Option<double?> _waiting = DurationOption.Create("--waiting-timeout", "Longest time until it starts");

    private readonly Option<double?> _total = DurationOption.Create("--total-timeout", "Longest time until it ends, with all attempts");

    private readonly Option<double?> _heartbeat = DurationOption.Create("--heartbeat-timeout", "Longest silence of a run");

    private readonly Option<double?> _startAfter = DurationOption.Create("--start-after", "Not before this time has passed");

    private readonly Option<DateTimeOffset?> _startAt = TimeOption.CreateFuture("--start-at", "Not before this time", clock);

    private readonly Option<int?> _attempts = NumberOption.Create("--attempts", "Attempts in all, if runs fail or time out, 1 to 1000", 1, 1000);

    private readonly Option<double?> _retryDelay = DurationOption.Create("--retry-delay", "Pause after the first failure; doubled after each further one");

    private readonly Option<double?> _weight = new("--weight") { Description = "Slots that it takes, 0 to 1024", HelpName = "SLOTS" };

    private readonly Option<Dictionary<string, string>?> _required = PairOption.Create("--require", "Label that its silo must have; may be given more than once");

    private readonly Option<Dictionary<string, string>?> _preferred = PairOption.Create("--prefer", "Label that decides between silos; may be given more than once");

    private readonly Option<string?> _silo = new("--silo") { Description = "Runs on this silo and on no other", HelpName = "SILO" };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _name, _tags, _durable, _timeout, _waiting, _total, _heartbeat, _startAfter, _startAt, _attempts, _retryDelay, _weight, _required, _preferred, _silo,
        ];
        foreach (var option in all)
        {
            command.Add(option);
        }
    }

    public bool IsDurable(ParseResult parsed) => parsed.GetValue(_durable);

    public SpawnOptionsDocument Read(ParseResult parsed) => new()
    {
        Name = parsed.GetValue(_name),
        Tags = parsed.GetValue(_tags),
        Durable = parsed.GetValue(_durable) ? true : null,
        TimeoutSeconds = parsed.GetValue(_timeout),
        WaitingTimeoutSeconds = parsed.GetValue(_waiting),
        TotalTimeoutSeconds = parsed.GetValue(_total),
        HeartbeatTimeoutSeconds = parsed.GetValue(_heartbeat),
        StartAfterSeconds = parsed.GetValue(_startAfter),
        StartAt = parsed.GetValue(_startAt),
        Retry = ReadRetry(parsed),
        Weight = parsed.GetValue(_weight),
        RequiredLabels = parsed.GetValue(_required),
        PreferredLabels = parsed.GetValue(_preferred),
        Silo = parsed.GetValue(_silo),
    };

    private RetryDocument? ReadRetry(ParseResult parsed) => (parsed.GetValue(_attempts), parsed.GetValue(_retryDelay)) switch
    {
        (null, null) => null,
        (null, _) => throw new CommandException(ExitCodes.BadArguments, "--retry-delay needs --attempts."),
        ({ } attempts, var delay) => new RetryDocument(attempts, delay),
    };
}
