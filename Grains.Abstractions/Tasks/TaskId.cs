using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Orleans.Runtime;

namespace Spawner;

/// <summary>
/// Identifies one spawned task in the whole cluster, as a pid does in Erlang: it carries the silo incarnation that the
/// task was placed on, so that whoever holds the id can reach the task without a directory.
/// </summary>
/// <remarks>
/// Text form: <c>unique~address:port@generation</c>, or <c>unique</c> alone while the task has no silo;
/// <c>unique</c> is 32 lower-case hexadecimal digits, made by the submitting client, and sorts by time of submission.
/// </remarks>
/// <param name="Unique">Made by the submitting client; the same for every re-submission of one spawn.</param>
/// <param name="Home">The silo incarnation that was chosen at the spawn; <see langword="null"/> while none is.</param>
[GenerateSerializer, Immutable, Alias("spawner.TaskId")]
public readonly record struct TaskId([property: Id(0)] Guid Unique, [property: Id(1)] SiloAddress? Home = null)
    : IParsable<TaskId>, ISpanFormattable
{
    private const char HomeSeparator = '~';

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is no task id; the message says what was found and what is accepted.</exception>
    public static TaskId Parse(string s) => Parse(s, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public static TaskId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id)
            ? id
            : throw new FormatException(
                $"'{Shorten(s)}' is no task id. Accepted: 32 hexadecimal digits, then optionally '~address:port@generation', "
                + "for example 0197f2c04b1e7d0a8c55d9a1e2f30417~127.0.0.1:11111@123456789.");

    /// <summary>Reads the text form; false if the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out TaskId result) =>
        TryParse(s, CultureInfo.InvariantCulture, out result);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TaskId result)
    {
        result = default;
        if (s is null || s.Length < 32 || !Guid.TryParseExact(s.AsSpan(0, 32), "N", out var unique) || unique == Guid.Empty)
        {
            return false;
        }

        if (s.Length == 32)
        {
            result = new TaskId(unique);
            return true;
        }

        if (s[32] != HomeSeparator || !TryParseSilo(s[33..], out var home))
        {
            return false;
        }

        result = new TaskId(unique, home);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Home is null ? Unique.ToString("N") : $"{Unique:N}{HomeSeparator}{Home.ToParsableString()}";

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var text = ToString();
        charsWritten = text.Length;
        if (text.TryCopyTo(destination))
        {
            return true;
        }

        charsWritten = 0;
        return false;
    }

    private static bool TryParseSilo(string text, [NotNullWhen(true)] out SiloAddress? silo)
    {
        try
        {
            silo = SiloAddress.FromParsableString(text);
            return silo.ToParsableString() == text;
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or OverflowException)
        {
            silo = null;
            return false;
        }
    }

    private static string Shorten(string? text) => text is null ? "(null)" : text.Length <= 100 ? text : text[..100] + "…";
}
