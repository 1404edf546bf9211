using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spawner.Cli.Running;

namespace Spawner.Cli.Commands.Demo;

/// <summary><c>--kill-one [K]</c>.</summary>
internal static class KillOneOption
{
    private const string Name = "--kill-one";
    private const string AnyOne = "any";

    public static Option<KillOrder?> Create() => new(Name)
    {
        Description = $"Kill one silo with SIGKILL in the middle of the work: the K-th, or '{AnyOne}' that has work (default); the tasks are durable then, and the other silos go on with its own",
        HelpName = "K",
        Arity = ArgumentArity.ZeroOrOne,
        Recursive = true,
        CustomParser = Read,
    };

    /// <summary>Binds the option to its value if there is one, so that it never swallows the path that follows it.</summary>
    public static string[] JoinValue(IReadOnlyList<string> args)
    {
        var joined = new List<string>(args.Count);
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] != Name)
            {
                joined.Add(args[i]);
            }
            else if (i + 1 < args.Count && (args[i + 1] == AnyOne || int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out _)))
            {
                joined.Add($"{Name}={args[++i]}");
            }
            else
            {
                joined.Add($"{Name}={AnyOne}");
            }
        }

        return [.. joined];
    }

    private static KillOrder? Read(ArgumentResult result)
    {
        var text = result.Tokens.Count == 0 ? AnyOne : result.Tokens[0].Value;
        if (text == AnyOne)
        {
            return new KillOrder(null);
        }

        if (int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 1)
        {
            return new KillOrder(number);
        }

        result.AddError($"{Name} does not accept '{text}'. Accepted: the number of a silo, from 1 to --silos, or '{AnyOne}'.");
        return null;
    }
}
