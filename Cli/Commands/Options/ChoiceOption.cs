using System.CommandLine;

namespace Spawner.Cli.Commands.Options;

/// <summary>Options whose values are among a few words, and that may be given more than once.</summary>
internal static class ChoiceOption
{
    public static Option<string[]?> CreateMany(string name, string description, string helpName, IReadOnlyList<string> accepted)
    {
        var option = new Option<string[]?>(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
            {
                // Several may stand in one value, as in 'failed,timedOut'.
                var words = result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToList();
                var chosen = words.Select(word => accepted.FirstOrDefault(a => a.Equals(word, StringComparison.OrdinalIgnoreCase))).ToList();
                if (chosen.IndexOf(null) is >= 0 and var unknown)
                {
                    result.AddError($"{name} does not accept '{words[unknown]}'. Accepted: {string.Join(", ", accepted)}.");
                    return null;
                }

                return [.. chosen.Distinct()!];
            },
        };
        option.CompletionSources.Add([.. accepted]);
        return option;
    }

    public static Option<string?> Create(string name, string description, string helpName, params string[] accepted)
    {
        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var chosen = accepted.FirstOrDefault(a => a.Equals(text, StringComparison.OrdinalIgnoreCase));
                if (chosen is null)
                {
                    result.AddError($"{name} does not accept '{text}'. Accepted: {string.Join(", ", accepted)}.");
                }

                return chosen;
            },
        };
        option.CompletionSources.Add(accepted);
        return option;
    }
}
