using System.Globalization;
using System.Text;

namespace Spawner.Cli.Terminal;

/// <summary>
/// Texts of users, fit for a terminal: names, failures and output may hold escape sequences that move the cursor, set the
/// window's title or answer as if somebody typed. What would not be seen is shown as its number.
/// </summary>
internal static class SafeText
{
    /// <summary>In one line.</summary>
    public static string Line(string? text) => Escape(text, keepsLines: false);

    /// <summary>With its lines and tabs.</summary>
    public static string Block(string? text) => Escape(text, keepsLines: true);

    private static string Escape(string? text, bool keepsLines)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        StringBuilder? safe = null;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsShown(rune, keepsLines))
            {
                safe ??= new StringBuilder(text, 0, at, text.Length + 16);
                safe.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else if (rune == Rune.ReplacementChar)
            {
                // It may stand for half of a pair, which is no text.
                safe ??= new StringBuilder(text, 0, at, text.Length + 16);
                safe.Append(rune.ToString());
            }
            else
            {
                safe?.Append(rune.ToString());
            }

            at += rune.Utf16SequenceLength;
        }

        return safe?.ToString() ?? text;
    }

    private static bool IsShown(Rune rune, bool keepsLines) => rune.Value is '\n' or '\t'
        ? keepsLines
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
}
