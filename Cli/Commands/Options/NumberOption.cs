using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Spawner.Cli.Commands.Options;

/// <summary>Options whose value is a whole number within bounds.</summary>
internal static class NumberOption
{
    public static Option<int?> Create(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        Recursive = true,
        CustomParser = result => Read(result, name, least, most),
    };

    private static int? Read(ArgumentResult result, string name, int least, int most)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError($"{name} does not accept '{text}'. Accepted: {least} to {most}.");
        return null;
    }
}
