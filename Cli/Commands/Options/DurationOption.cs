using System.CommandLine;

namespace Spawner.Cli.Commands.Options;

/// <summary>Options whose value is a span of time, read as seconds.</summary>
internal static class DurationOption
{
    public static Option<double?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SPAN",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var seconds = Durations.Parse(text);
            if (seconds is null)
            {
                result.AddError($"{name} does not accept '{text}'. Accepted: {Durations.Accepted}.");
            }

            return seconds;
        },
    };
}
