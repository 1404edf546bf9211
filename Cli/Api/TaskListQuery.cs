using System.Globalization;
using System.Text;
using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Api;

/// <summary>Which recorded tasks to list, in which order, and from where on.</summary>
internal sealed record TaskListQuery
{
    public const int LargestPage = 200;

    public FilterDocument Filter { get; init; } = new();

    public bool OldestFirst { get; init; }

    public int Limit { get; init; } = LargestPage;

    public string? Cursor { get; init; }

    public string ToQueryString()
    {
        var text = new StringBuilder();
        Add(text, "kind", Filter.Kind);
        foreach (var phase in Filter.Phases ?? [])
        {
            Add(text, "phase", phase);
        }

        Add(text, "silo", Filter.Silo);
        foreach (var (name, value) in Filter.Tags ?? new Dictionary<string, string>())
        {
            Add(text, "tag", $"{name}={value}");
        }

        Add(text, "key", Filter.Key);
        Add(text, "failureText", Filter.FailureText);
        Add(text, "from", Filter.From?.ToString("O", CultureInfo.InvariantCulture));
        Add(text, "to", Filter.To?.ToString("O", CultureInfo.InvariantCulture));
        Add(text, "order", OldestFirst ? "oldest" : null);
        Add(text, "limit", Limit.ToString(CultureInfo.InvariantCulture));
        Add(text, "cursor", Cursor);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
