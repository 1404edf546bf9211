using System.Globalization;
using Microsoft.Extensions.Primitives;
using Spawner.Api.Json;
using Spawner.Api.Problems;

namespace Spawner.Api.Query;

/// <summary>Reads a query: every value that is not accepted is a problem, and so is every name that nobody asked for.</summary>
internal sealed class QueryValues(IQueryCollection query, ProblemList problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string? Text(string name)
    {
        var values = Values(name);
        if (values.Count > 1)
        {
            problems.Add($"{name} is given {values.Count} times. Accepted: once.");
        }

        return values.Count == 0 ? null : values[0];
    }

    public string[] Texts(string name) => [.. Values(name).Select(value => value ?? "")];

    public int Number(string name, int least, int most, int usual)
    {
        if (Text(name) is not { } text)
        {
            return usual;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        problems.Add($"{name} is {ProblemList.Cut(text)}. Accepted: a whole number, {least} to {most}.");
        return usual;
    }

    public long Position(string name)
    {
        if (Text(name) is not { } text)
        {
            return 0;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        problems.Add($"{name} is {ProblemList.Cut(text)}. Accepted: a position in bytes, from 0 on.");
        return 0;
    }

    public TimeSpan Wait(string name, double most)
    {
        if (Text(name) is not { } text)
        {
            return TimeSpan.Zero;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= most)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {ProblemList.Cut(text)}. Accepted: a number of seconds, 0 to {most}."));
        return TimeSpan.Zero;
    }

    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        problems.Add($"{name} is {ProblemList.Cut(text)}. Accepted: a time such as 2026-01-31T12:00:00Z; write a plus sign as %2B.");
        return null;
    }

    public T[]? Choices<T>(string name)
        where T : struct, Enum
    {
        List<T> chosen = [];
        foreach (var (index, text) in Texts(name).Index())
        {
            if (EnumNames.TryParse<T>(text, out var value))
            {
                chosen.Add(value);
            }
            else
            {
                problems.Add($"{name}[{index}] is {ProblemList.Cut(text)}. Accepted: {string.Join(", ", EnumNames.All<T>())}.");
            }
        }

        return chosen.Count == 0 ? null : [.. chosen];
    }

    public Dictionary<string, string>? Pairs(string name)
    {
        Dictionary<string, string> pairs = new(StringComparer.Ordinal);
        foreach (var (index, text) in Texts(name).Index())
        {
            var (key, value) = text.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (text[..at], text[(at + 1)..]) : ("", "");
            if (key.Length == 0 || !pairs.TryAdd(key, value))
            {
                problems.Add($"{name}[{index}] is {ProblemList.Cut(text)}. Accepted: NAME=VALUE, each name once.");
            }
        }

        return pairs.Count == 0 ? null : pairs;
    }

    /// <summary>Once all that is accepted has been read.</summary>
    /// <exception cref="ProblemException">There is a problem.</exception>
    public void End()
    {
        foreach (var name in query.Keys.Where(name => !_known.Contains(name)))
        {
            problems.Add($"The query has {ProblemList.Cut(name)}. Accepted: {(_known.Count == 0 ? "no query" : string.Join(", ", _known.Order(StringComparer.Ordinal)))}.");
        }

        problems.ThrowIfAny();
    }

    private StringValues Values(string name)
    {
        _known.Add(name);
        return query[name];
    }
}
