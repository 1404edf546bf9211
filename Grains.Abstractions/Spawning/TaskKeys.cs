using System.Security.Cryptography;
using System.Text;
using Spawner.Contracts;

namespace Spawner;

/// <summary>Turns the keys that callers give into what the store holds unique. Pure.</summary>
internal static class TaskKeys
{
    /// <summary>Stands in no kind's name, and ends the scope.</summary>
    private const char Separator = ':';

    /// <summary>The rule of a spawn; <see langword="null"/> if it has no key.</summary>
    public static TaskKeyRule? RuleOf(string kind, UniqueKey? key) => key is null
        ? null
        : new TaskKeyRule
        {
            Text = TextOf(key.Scope == KeyScope.Kind ? kind : null, key.Value),
            OnConflict = key.OnConflict,
            Period = key.Period,
            Holding = key.Holding,
        };

    /// <summary>The key of a kind, or of <see langword="null"/> for all of them.</summary>
    public static string TextOf(string? kind, string value) => kind is null ? $"all{Separator}{value}" : $"kind/{kind}{Separator}{value}";

    /// <summary>What the caller gave.</summary>
    public static string ValueOf(string text) => text[(text.IndexOf(Separator, StringComparison.Ordinal) + 1)..];

    /// <summary>
    /// The unique number of a spawn that its caller named: the same for the same name, whoever asks and whenever. It keeps the time of
    /// a name that is a UUID of version 7; any other is above all numbers that begin with a time.
    /// </summary>
    public static Guid UniqueOf(string taskNamespace, string kind, string idempotencyKey)
    {
        // Neither a namespace nor a kind has the separator in it, so no two triples read the same.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{taskNamespace}{Separator}{kind}{Separator}{idempotencyKey}"));
        var bytes = hash.AsSpan(0, 16);

        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        if (Guid.TryParse(idempotencyKey, out var name) && name.Version == 7)
        {
            Span<byte> timed = stackalloc byte[16];
            name.TryWriteBytes(timed, bigEndian: true, out _);
            timed[..6].CopyTo(bytes);
            bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
            return new Guid(bytes, bigEndian: true);
        }

        // Version 8 of RFC 9562: made as its maker likes.
        bytes[0] |= 0x80;
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
