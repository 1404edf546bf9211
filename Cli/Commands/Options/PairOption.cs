using System.CommandLine;

namespace Spawner.Cli.Commands.Options;

/// <summary>Options whose value is <c>NAME=VALUE</c>, and that may be given more than once.</summary>
internal static class PairOption
{
    public static Option<Dictionary<string, string>?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var pairs = new Dictionary<string, string>();
            foreach (var token in result.Tokens)
            {
                var equals = token.Value.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0)
                {
                    result.AddError($"{name} does not accept '{token.Value}'. Accepted: NAME=VALUE.");
                    return null;
                }

                if (!pairs.TryAdd(token.Value[..equals], token.Value[(equals + 1)..]))
                {
                    result.AddError($"{name} names '{token.Value[..equals]}' twice.");
                    return null;
                }
            }

            return pairs;
        },
    };
}
